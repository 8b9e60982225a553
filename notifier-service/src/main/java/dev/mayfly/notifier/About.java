package dev.mayfly.notifier;

/** What a delivery is about: a run may be told of twice, but of each once. */
public enum About {
  /** How the run ended, or that it was rejected. */
  OUTCOME,
  /** That a cluster whose end was unconfirmed is gone. */
  TEARDOWN
}
