package dev.mayfly.contracts.schedule;

import java.time.Instant;
import java.util.Optional;

/** A set of points in time, without regard to a schedule's start and end. */
interface DueTimes {
  /** The first after this one. */
  Optional<Instant> next(Instant after);

  /** The last before this one. */
  Optional<Instant> previous(Instant before);
}
