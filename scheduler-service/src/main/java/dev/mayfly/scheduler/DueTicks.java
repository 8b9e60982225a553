package dev.mayfly.scheduler;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.schedule.CatchUp;
import dev.mayfly.contracts.schedule.CatchUp.Policy;
import dev.mayfly.contracts.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What has come due of a schedule since it was last looked at: what fires now, and what never. */
final class DueTicks {
  /** A tick that is later than that was missed: whether it still fires is the policy's. */
  static final Duration ON_TIME = Duration.ofSeconds(60);

  /** So many missed ticks are made up for at once, the newest of them. */
  private static final int MOST = 1_000;

  private final CatchUp catchUp;
  private final Instant now;
  private final Deque<Instant> fire = new ArrayDeque<>();
  private Instant upTo;
  private boolean newestIsLate;
  private @Nullable Skipped skipped;

  private DueTicks(CatchUp catchUp, Instant after, Instant now) {
    this.catchUp = catchUp;
    this.upTo = after;
    this.now = now;
  }

  /**
   * @param first its due time
   * @param count at least 1
   */
  record Skipped(Instant first, Instant last, int count) {}

  /**
   * Of what is due after {@code after}, that whose time to fire has come.
   *
   * @param ahead how long before its time it fires
   */
  static DueTicks of(Schedule schedule, String job, Instant after, Duration ahead, Instant now) {
    Instant come = now.plus(ahead);
    return collect(schedule, job, after, now, due -> !schedule.firesAt(job, due).isAfter(come));
  }

  /** All that is due by {@code until}, whether or not its time to fire has come. */
  static DueTicks last(Schedule schedule, String job, Instant after, Instant until, Instant now) {
    return collect(schedule, job, after, now, due -> !due.isAfter(until));
  }

  /** All that is due by {@code until}, of which nothing fires. */
  static DueTicks none(Schedule schedule, Instant after, Instant until) {
    var found = new DueTicks(schedule.catchUp(), after, until);
    for (Optional<Instant> due = schedule.next(after);
        due.filter(d -> !d.isAfter(until)).isPresent();
        due = schedule.next(found.upTo)) {
      found.upTo = due.get();
      found.skip(found.upTo);
    }
    return found;
  }

  private static DueTicks collect(
      Schedule schedule, String job, Instant after, Instant now, Predicate<Instant> hasCome) {
    var found = new DueTicks(schedule.catchUp(), after, now);
    for (Optional<Instant> due = schedule.next(after);
        due.filter(hasCome).isPresent();
        due = schedule.next(found.upTo)) {
      found.add(due.get(), schedule.firesAt(job, due.get()));
    }
    return found;
  }

  /** The due times of those that fire, oldest first. */
  List<Instant> fire() {
    return List.copyOf(fire);
  }

  Optional<Skipped> skipped() {
    return Optional.ofNullable(skipped);
  }

  /** The last due time that was looked at. */
  Instant upTo() {
    return upTo;
  }

  /** Why the policy skipped those that it did. */
  String why() {
    String why = "missed, and catchUp is " + catchUp.policy().text();
    return catchUp.policy() == Policy.NONE
        ? why
        : why + " within " + Durations.text(catchUp.window());
  }

  private void add(Instant due, Instant firesAt) {
    upTo = due;
    if (newestIsLate && catchUp.policy() == Policy.LATEST) {
      skip(fire.removeLast());
    }
    boolean late = now.isAfter(firesAt.plus(ON_TIME));
    newestIsLate =
        late && catchUp.policy() != Policy.NONE && !due.isBefore(now.minus(catchUp.window()));
    if (!late || newestIsLate) {
      fire.addLast(due);
    } else {
      skip(due);
    }
    if (fire.size() > MOST) {
      skip(fire.removeFirst());
    }
  }

  /** Always a later one than before. */
  private void skip(Instant due) {
    skipped =
        skipped == null
            ? new Skipped(due, due, 1)
            : new Skipped(skipped.first(), due, skipped.count() + 1);
  }
}
