package dev.mayfly.bench.schedules;

/**
 * What one scheduler did.
 *
 * @param p50 of the lateness at the steady rate, in milliseconds, as its user sees it
 * @param perSecond how many of a burst fired each second
 */
record Result(double p50, double p99, double perSecond) {

  /** Above 1 is better for this one. */
  String against(Result other) {
    return "lateness p50 %.2f times, p99 %.2f times shorter; burst %.2f times as fast"
        .formatted(other.p50() / p50, other.p99() / p99, perSecond / other.perSecond());
  }
}
