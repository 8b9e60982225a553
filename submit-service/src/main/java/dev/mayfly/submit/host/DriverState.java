package dev.mayfly.submit.host;

import java.time.Instant;

/** Where a driver stands. */
public sealed interface DriverState {

  /** It was never started. */
  record Absent() implements DriverState {}

  /**
   * @param where for people, as {@code host/pid}
   */
  record Running(String where, Instant startedAt) implements DriverState {}

  /**
   * It is dead and never runs again.
   *
   * @param stopped its host was asked to end it before it had ended by itself
   */
  record Ended(boolean stopped) implements DriverState {}
}
