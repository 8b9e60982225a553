package dev.mayfly.contracts.event;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import dev.mayfly.contracts.job.JobSpec;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one run is likely to cost by list price, said when it is accepted.
 *
 * @param perHour of its cluster; absent when a price is: unknown, never 0
 * @param currency ISO 4217; absent with {@code perHour}
 * @param paid for how long a cluster is likely to be paid for, as the job's last good runs were;
 *     absent when there was none
 * @param amount absent when either is
 */
public record Estimate(
    @Nullable Double perHour,
    @Nullable String currency,
    @Nullable Duration paid,
    @Nullable Double amount) {

  public static Estimate of(
      JobSpec.Cluster cluster, @Nullable Prices prices, @Nullable Duration paid) {
    Double perHour = Cost.perHour(cluster, prices);
    String currency = perHour == null || prices == null ? null : prices.currency();
    Double amount = perHour == null || paid == null ? null : Double.valueOf(perHour * hours(paid));
    return new Estimate(perHour, currency, paid, amount);
  }

  private static double hours(Duration duration) {
    return duration.toMillis() / 3_600_000.0;
  }

  /** For people: {@code about 0.0200 USD at list price (1.2000 USD an hour for 1m 0s)}. */
  public String text() {
    String forHowLong = paid == null ? "" : " for " + Durations.text(paid);
    if (perHour == null) {
      return "unknown: the profile has no prices" + (paid == null ? "" : ";" + forHowLong);
    }
    String rate = String.format(Locale.ROOT, "%.4f %s an hour", perHour, currency);
    return amount == null
        ? rate + " at list price, for a time that no earlier run tells"
        : String.format(
            Locale.ROOT, "about %.4f %s at list price (%s%s)", amount, currency, rate, forHowLong);
  }
}
