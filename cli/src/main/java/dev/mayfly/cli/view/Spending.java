package dev.mayfly.cli.view;

import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What some runs have cost together, by list price.
 *
 * @param of what they have in common; null when they have none of it
 * @param amounts by currency; of the runs whose price is known
 * @param unknown how many runs have a price that is not known
 * @param paid for how long clusters were paid for, as far as that is known
 * @param unused how much of that no task ran
 */
public record Spending(
    @Nullable String of,
    int runs,
    SortedMap<String, Double> amounts,
    int unknown,
    Duration paid,
    Duration unused) {

  public Spending {
    amounts = Collections.unmodifiableSortedMap(new TreeMap<>(amounts));
  }

  /** What runs are put together by. */
  public enum By {
    JOB,
    OWNER,
    /** In UTC, by when they ended. */
    DAY;

    @Nullable String of(RunCompleted run) {
      return switch (this) {
        case JOB -> run.job();
        case OWNER -> run.owner();
        case DAY -> LocalDate.ofInstant(run.completedAt(), ZoneOffset.UTC).toString();
      };
    }
  }

  public static Spending none(@Nullable String of) {
    return new Spending(of, 0, new TreeMap<>(), 0, Duration.ZERO, Duration.ZERO);
  }

  /** The longest paid for first; days in their order. */
  public static List<Spending> of(List<RunCompleted> runs, By by) {
    var found = new ArrayList<Spending>();
    var places = new TreeMap<String, Integer>();
    for (RunCompleted run : runs) {
      String of = by.of(run);
      int place = places.computeIfAbsent(of == null ? "" : of, k -> found.size());
      if (place == found.size()) {
        found.add(none(of));
      }
      found.set(place, found.get(place).and(run.cost()));
    }
    Comparator<Spending> byName = Comparator.comparing(s -> s.of() == null ? "" : s.of());
    found.sort(
        by == By.DAY
            ? byName
            : Comparator.comparing(Spending::paid).reversed().thenComparing(byName));
    return found;
  }

  /**
   * With one run more.
   *
   * @param cost null: nothing is known of it
   */
  public Spending and(@Nullable Cost cost) {
    if (cost == null) {
      return new Spending(of, runs + 1, amounts, unknown + 1, paid, unused);
    }
    // where no cluster was lit there is no price, and it is known to be nothing
    boolean isUnknown = cost.amount() == null && !cost.paid().isZero();
    var all = new TreeMap<>(amounts);
    if (cost.amount() != null && cost.currency() != null) {
      all.merge(cost.currency(), cost.amount(), Double::sum);
    }
    return new Spending(
        of,
        runs + 1,
        all,
        unknown + (isUnknown ? 1 : 0),
        paid.plus(cost.paid()),
        unused.plus(cost.unused()));
  }
}
