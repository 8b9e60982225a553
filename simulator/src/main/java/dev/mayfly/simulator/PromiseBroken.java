package dev.mayfly.simulator;

import java.util.List;

/** What the oracle saw that must never be. */
final class PromiseBroken extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Runs and clusters that it is about. */
  private final transient List<String> names;

  PromiseBroken(int promise, String what, String... names) {
    super("promise " + promise + ": " + what);
    this.names = List.of(names);
  }

  List<String> names() {
    return names;
  }
}
