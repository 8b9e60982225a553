package dev.mayfly.engine.streams;

import java.time.Duration;

/**
 * Hears of each timer that has fired, on the stream thread; what it decided may still be undone.
 */
@FunctionalInterface
public interface TimerWatch {
  TimerWatch NOBODY = (timer, late) -> {};

  /**
   * @param late by how much the decision came after the timer was due
   */
  void fired(String timer, Duration late);
}
