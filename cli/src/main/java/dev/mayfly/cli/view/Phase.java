package dev.mayfly.cli.view;

/** Where a run stands, in the order of its life. */
public enum Phase {
  REQUESTED("requested"),
  ACCEPTED("accepted"),
  WAITING("waiting"),
  QUEUED("queued"),
  STARTING("cluster starting"),
  READY("cluster ready"),
  RUNNING("running"),
  STOPPING("stopping"),
  OVER("over");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
