package dev.mayfly.process;

/** Why a command ended. */
public enum EndedBy {
  /** By itself, or by a signal that did not come through its guard. */
  EXIT,
  /** The guard ended it, because its lease was not renewed in time. */
  LEASE,
  /** Its guard was asked to stop or kill it. */
  STOP
}
