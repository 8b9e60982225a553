package dev.mayfly.contracts.event;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the clusters of a run cost by list price: an estimate, never the invoice.
 *
 * @param amount absent when a price is: unknown, never 0; of a shared cluster the share of one
 *     lease
 * @param currency ISO 4217; absent with the amount
 * @param paid for how long clusters were paid for, over all attempts; a shared one, for how long
 *     the run had its lease
 * @param unused how much of that no task ran, from the first task to the last
 */
public record Cost(
    @Nullable Double amount, @Nullable String currency, Duration paid, Duration unused) {

  /** Nothing was lit. */
  public static final Cost NONE = new Cost(null, null, Duration.ZERO, Duration.ZERO);

  /**
   * @param end until when the cluster is counted while its own end is not known
   */
  public static Cost of(
      RunTimes times, JobSpec.Cluster cluster, @Nullable Prices prices, Instant end) {
    Instant from = times.clusterStartingAt();
    if (from == null) {
      return NONE;
    }
    Duration paid = between(from, Objects.requireNonNullElse(times.clusterStoppedAt(), end));
    Duration used = between(times.firstTaskAt(), times.lastTaskAt());
    Duration unused = used.compareTo(paid) > 0 ? Duration.ZERO : paid.minus(used);
    Double perHour = perHour(cluster, prices);
    return perHour == null || prices == null
        ? new Cost(null, null, paid, unused)
        : new Cost(perHour * paid.toMillis() / 3_600_000, prices.currency(), paid, unused);
  }

  /** Of two attempts; an amount is known when both are, in one currency. */
  public Cost plus(Cost other) {
    if (paid.isZero() || other.paid.isZero()) {
      return paid.isZero() ? other : this;
    }
    Double sum =
        amount == null || other.amount == null || !Objects.equals(currency, other.currency)
            ? null
            : Double.valueOf(amount + other.amount);
    return new Cost(
        sum, sum == null ? null : currency, paid.plus(other.paid), unused.plus(other.unused));
  }

  /** For people: {@code about 0.02 USD at list price; 45s of cluster, 20s of it unused}. */
  public String text() {
    if (paid.isZero()) {
      return "nothing: no cluster was lit";
    }
    String price =
        amount == null
            ? "unknown: the profile has no prices"
            : String.format(Locale.ROOT, "about %.4f %s at list price", amount, currency);
    return price
        + "; "
        + Durations.text(paid)
        + " of cluster, "
        + Durations.text(unused)
        + " of it unused";
  }

  /** What the cluster costs by list price; null: unknown. */
  public static @Nullable Double perHour(JobSpec.Cluster cluster, @Nullable Prices prices) {
    if (prices == null || prices.perCoreHour() == null || prices.perGibibyteHour() == null) {
      return null;
    }
    double gibibytes = cluster.memory().bytes() / (double) (1L << 30);
    return cluster.workers()
        * (cluster.cores() * prices.perCoreHour() + gibibytes * prices.perGibibyteHour())
        / cluster.leases();
  }

  private static Duration between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null || to.isBefore(from)
        ? Duration.ZERO
        : Duration.between(from, to);
  }
}
