package dev.mayfly.contracts;

/**
 * How a run, an attempt or a step ended. {@code LOST} and {@code REJECTED} are never said of a
 * step.
 */
public enum Outcome {
  SUCCEEDED,
  FAILED,
  TIMED_OUT,
  CANCELLED,
  LOST,
  REJECTED;

  public boolean isSuccess() {
    return this == SUCCEEDED;
  }

  /** The exit code of a command that followed a run to this outcome; 0 only for success. */
  public int exitCode() {
    return switch (this) {
      case SUCCEEDED -> 0;
      case FAILED -> 1;
      case REJECTED -> 2;
      case LOST -> 3;
      case TIMED_OUT -> 124;
      case CANCELLED -> 130;
    };
  }
}
