package dev.mayfly.bench.schedules;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much is asked of either scheduler.
 *
 * @param count schedules that are loaded and not due
 * @param rate how many more are due each second
 * @param seconds for so long
 * @param burst how many more are due at one instant, after that
 * @param queued runs that wait
 */
record Load(int count, int rate, int seconds, int burst, int queued) {
  static final Load DEFAULT = new Load(100_000, 1_000, 30, 20_000, 100_000);

  /**
   * Of the steady ones, that are not counted: the compilers of two JVMs need a core for so long.
   */
  static final Duration WARM_UP = Duration.ofSeconds(90);

  private static final Duration BEFORE_BURST = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofDays(1);
  private static final int LARGEST = 10_000_000;

  /**
   * @param args pairs, as {@code --rate 1000}
   * @throws IllegalArgumentException that says what would be right
   */
  static Load of(List<String> args) {
    Load load = DEFAULT;
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size() || !args.get(i + 1).matches("[0-9]{1,8}")) {
        throw new IllegalArgumentException(args.get(i) + " needs a number");
      }
      load = load.with(args.get(i), Integer.parseInt(args.get(i + 1)));
    }
    return load;
  }

  private Load with(String name, int value) {
    if (value < 1 || value > LARGEST) {
      throw new IllegalArgumentException(name + " is from 1 to " + LARGEST);
    }
    return switch (name) {
      case "--count" -> new Load(value, rate, seconds, burst, queued);
      case "--rate" -> new Load(count, value, seconds, burst, queued);
      case "--seconds" -> new Load(count, rate, value, burst, queued);
      case "--burst" -> new Load(count, rate, seconds, value, queued);
      case "--queued" -> new Load(count, rate, seconds, burst, value);
      default ->
          throw new IllegalArgumentException(
              name + " is unknown; there are --count --rate --seconds --burst --queued");
    };
  }

  int warmUp() {
    return (int) (rate * WARM_UP.toSeconds());
  }

  int steady() {
    return rate * seconds;
  }

  /** How many are due in all. */
  int due() {
    return warmUp() + steady() + burst;
  }

  /** When the burst is due, if the first of all is at {@code begin}. */
  Instant burstAt(Instant begin) {
    return begin.plus(WARM_UP).plusSeconds(seconds).plus(BEFORE_BURST);
  }

  /**
   * @param number the steady ones first, then the burst, then what is not due
   */
  Instant due(int number, Instant begin) {
    if (number < warmUp() + steady()) {
      return begin.plusMillis(number * 1_000L / rate);
    }
    return number < due() ? burstAt(begin) : begin.plus(LONG);
  }
}
