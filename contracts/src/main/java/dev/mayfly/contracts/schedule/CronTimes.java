package dev.mayfly.contracts.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression by the clocks of a zone. One that leaves out no hour is due whenever clocks
 * there show one of its times: twice in an hour that there is twice, not at all in one that is
 * skipped. Any other is due once for each of its times: see {@link LocalTimes#instant}.
 */
record CronTimes(Cron cron, ZoneId zone) implements DueTimes {
  @Override
  public Optional<Instant> next(Instant after) {
    return cron.isEveryHour() ? nextShown(after) : nextOnce(after);
  }

  @Override
  public Optional<Instant> previous(Instant before) {
    return cron.isEveryHour() ? previousShown(before) : previousOnce(before);
  }

  private Optional<Instant> nextOnce(Instant after) {
    LocalDateTime from = LocalDateTime.ofInstant(after, zone);
    ZoneOffsetTransition twice = zone.getRules().getTransition(from);
    if (twice != null && !after.isBefore(twice.getInstant())) {
      from = twice.getDateTimeBefore().minusNanos(1);
    }
    return cron.next(from).map(local -> LocalTimes.instant(local, zone));
  }

  private Optional<Instant> previousOnce(Instant before) {
    LocalDateTime until = LocalDateTime.ofInstant(before, zone);
    ZoneOffsetTransition transition = zone.getRules().getTransition(until);
    if (transition != null && !before.isBefore(transition.getInstant())) {
      until = transition.getDateTimeBefore();
    } else if (isEndOfGap(before)) {
      until = LocalDateTime.ofInstant(before.minusNanos(1), zone).plusNanos(1);
    }
    return cron.previous(until).map(local -> LocalTimes.instant(local, zone));
  }

  private boolean isEndOfGap(Instant at) {
    ZoneOffsetTransition last = zone.getRules().previousTransition(at.plusNanos(1));
    return last != null && last.isGap() && last.getInstant().equals(at);
  }

  /** From one change of the clocks to the next. */
  private Optional<Instant> nextShown(Instant after) {
    Instant from = after;
    while (true) {
      ZoneOffset offset = zone.getRules().getOffset(from);
      ZoneOffsetTransition change = zone.getRules().nextTransition(from);
      LocalDateTime local = cron.next(LocalDateTime.ofInstant(from, offset)).orElse(null);
      Instant due = local == null ? null : local.toInstant(offset);
      if (due == null || change == null || due.isBefore(change.getInstant())) {
        return Optional.ofNullable(due);
      }
      LocalDateTime shown = LocalDateTime.ofInstant(change.getInstant(), change.getOffsetAfter());
      if (isDue(shown)) {
        return Optional.of(change.getInstant());
      }
      from = change.getInstant();
    }
  }

  private Optional<Instant> previousShown(Instant before) {
    Instant until = before;
    while (true) {
      ZoneOffset offset = zone.getRules().getOffset(until.minusNanos(1));
      @Nullable ZoneOffsetTransition change = zone.getRules().previousTransition(until);
      LocalDateTime local = cron.previous(LocalDateTime.ofInstant(until, offset)).orElse(null);
      Instant due = local == null ? null : local.toInstant(offset);
      if (due == null || change == null || !due.isBefore(change.getInstant())) {
        return Optional.ofNullable(due);
      }
      until = change.getInstant();
    }
  }

  private boolean isDue(LocalDateTime local) {
    return cron.next(local.minusNanos(1)).filter(local::equals).isPresent();
  }
}
