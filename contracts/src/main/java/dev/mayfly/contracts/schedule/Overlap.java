package dev.mayfly.contracts.schedule;

import java.util.Locale;

/** What becomes of a tick while another run of its job has not ended. */
public enum Overlap {
  /** It is rejected. */
  SKIP,
  /** Its run waits. */
  QUEUE,
  /** The other is cancelled, and its run waits for that. */
  CANCEL_PREVIOUS,
  /** Both run. */
  ALLOW;

  /** As a spec has it: {@code cancel-previous}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
