package dev.mayfly.process;

/** What {@link GuardedProcess#start} found. */
public enum Start {
  /** This call's guard made the marker and runs the command. */
  STARTED,
  /**
   * The marker existed: the command runs, has run, or was given up. Ask {@link
   * GuardedProcess#state()}.
   */
  ALREADY
}
