package dev.mayfly.cli;

/** Exit codes that are no outcome, as {@code sysexits.h} has them. */
public final class ExitCodes {
  /** The spec is wrong: what the scheduler would reject too. */
  public static final int REJECTED = 2;

  public static final int USAGE = 64;

  /** There is no such run. */
  public static final int NO_INPUT = 66;

  /** Kafka or S3 cannot be reached. */
  public static final int UNAVAILABLE = 69;

  /** A bug. */
  public static final int SOFTWARE = 70;

  private ExitCodes() {}
}
