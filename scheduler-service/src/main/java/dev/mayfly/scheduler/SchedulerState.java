package dev.mayfly.scheduler;

import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.StateKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The kinds of state that the scheduler keeps. */
final class SchedulerState {
  static final StateKind<RunState> RUN = new StateKind<>("run", RunState.class);
  static final StateKind<JobSpec> SPEC = new StateKind<>("spec", JobSpec.class);
  static final StateKind<Heard> HEARD = new StateKind<>("heard", Heard.class);
  static final StateKind<Seen> SEEN = new StateKind<>("seen", Seen.class);
  static final StateKind<PendingCancel> CANCEL = new StateKind<>("cancel", PendingCancel.class);
  static final StateKind<ProfileAnnounced> PROFILE =
      new StateKind<>("profile", ProfileAnnounced.class);
  static final StateKind<Held> HELD = new StateKind<>("held", Held.class);

  /** Of the attempts before the current one. */
  static final StateKind<Cost> COST = new StateKind<>("cost", Cost.class);

  private SchedulerState() {}

  /** When the attempt's submitter was last heard of, by the broker's clock. */
  record Heard(int attempt, Instant at) {}

  /**
   * Remembers a runId for the dedupe window.
   *
   * @param payloadHash of what was asked for under it
   */
  record Seen(String payloadHash, Instant at) {}

  /** A cancel that came before its run. */
  record PendingCancel(@Nullable String reason, Instant at) {}

  /**
   * A request that waits for the first profile to be announced: nothing can be said of it before.
   */
  record Held(
      String runId,
      String payload,
      @Nullable String requestedBy,
      Instant requestedAt,
      long order) {}
}
