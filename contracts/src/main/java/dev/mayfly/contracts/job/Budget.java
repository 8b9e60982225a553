package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Durations;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the clusters of a run may cost, over all its attempts; at least one of the two. A run that
 * passes it is ended by putting its cluster out.
 *
 * @param amount by the profile's list prices, above 0; its {@code currency} is the profile's
 * @param currency ISO 4217; present with the amount
 * @param time for how long clusters may be paid for, above 0
 */
public record Budget(@Nullable Double amount, @Nullable String currency, @Nullable Duration time) {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final double LEAST = 0.000_001;
  private static final double MOST = 999_999_999;

  static @Nullable Budget read(SpecFields f) {
    double amount = f.decimal("amount", 0, LEAST, MOST);
    String currency = f.<@Nullable String>parsed("currency", null, Budget::currency);
    Duration time = f.<@Nullable Duration>parsed("time", null, JobSpecReader::upToAWeek);
    if (!f.isPresent()) {
      return null;
    }
    if (amount > 0 == (currency == null)) {
      f.fault(currency == null ? "currency" : "amount", null, "given with the other, as 5.00 USD");
    } else if (currency == null && time == null) {
      f.fault("amount", null, "an amount with its currency, or a time of cluster as 2h");
    }
    return new Budget(currency == null ? null : amount, currency, time);
  }

  private static String currency(String text) {
    if (!CURRENCY.matcher(text).matches()) {
      throw new IllegalArgumentException("a currency of ISO 4217, as USD");
    }
    return text;
  }

  /**
   * For how long a cluster may be paid for.
   *
   * @param spent the amount so far; absent: unknown
   * @param paid the time so far
   * @param perHour of the cluster; absent: unknown, and then only the time is bounded
   * @return null when nothing bounds it
   */
  public @Nullable Duration left(@Nullable Double spent, Duration paid, @Nullable Double perHour) {
    Duration byTime = time == null ? null : time.minus(paid);
    if (amount == null || perHour == null || perHour == 0) {
      return byTime;
    }
    double hours = (amount - (spent == null ? 0 : spent)) / perHour;
    // a bound beyond that of every timeout is none
    Duration byAmount = Duration.ofMillis((long) (Math.min(hours, 24 * 365) * 3_600_000));
    return byTime == null || byAmount.compareTo(byTime) < 0 ? byAmount : byTime;
  }

  /** As {@code 5.00 USD}, {@code 2h of cluster}, or both. */
  public String text() {
    String money = amount == null ? "" : String.format(Locale.ROOT, "%.2f %s", amount, currency);
    String hours = time == null ? "" : Durations.text(time) + " of cluster";
    return money + (money.isEmpty() || hours.isEmpty() ? "" : " or ") + hours;
  }
}
