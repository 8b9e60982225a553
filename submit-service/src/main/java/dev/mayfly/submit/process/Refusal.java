package dev.mayfly.submit.process;

/** A driver could not be started, for a reason that another try would not mend. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  Refusal(String message) {
    super(message);
  }
}
