package dev.mayfly.notifier;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.engine.StateKind;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kinds of state that the notifier keeps of runs. */
final class NotifierState {
  static final StateKind<Wishes> WISHES = new StateKind<>("wishes", Wishes.class);
  static final StateKind<Told> TOLD = new StateKind<>("told", Told.class);

  private NotifierState() {}

  /**
   * Who wants to be told of a run that has not ended.
   *
   * @param shared true when its cluster is; absent: it is the run's alone
   */
  record Wishes(List<JobSpec.Notify> entries, @Nullable Boolean shared) {
    static final Wishes NONE = new Wishes(List.of(), null);

    Wishes {
      entries = entries == null ? List.of() : List.copyOf(entries);
    }

    static Wishes of(JobSpec spec) {
      return new Wishes(spec.notifications(), spec.cluster().shared() == null ? null : true);
    }

    boolean areForShared() {
      return shared != null && shared;
    }

    /** Every channel once, whatever its number of entries. */
    Stream<String> channels(Outcome outcome) {
      return entries.stream()
          .filter(n -> n.on().contains(outcome))
          .flatMap(n -> n.channels().stream())
          .distinct();
    }
  }

  /**
   * Remembers a run that was told of, so that it is not told of again.
   *
   * @param channels that were told
   * @param unconfirmed the end of its cluster is still to be told
   * @param shared true when that is the end of its lease only
   */
  record Told(
      @Nullable String job, List<String> channels, boolean unconfirmed, @Nullable Boolean shared) {
    Told {
      channels = channels == null ? List.of() : List.copyOf(channels);
    }

    Told confirmed() {
      return new Told(job, channels, false, shared);
    }

    boolean isOfShared() {
      return shared != null && shared;
    }
  }
}
