package dev.mayfly.simulator;

/** The process ends here: nothing in it may catch this. */
final class SubmitterCrash extends Error {
  private static final long serialVersionUID = 1;

  SubmitterCrash() {
    super("crash", null, false, false);
  }
}
