package dev.mayfly.contracts.job;

import dev.mayfly.contracts.event.StepMetrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of a step's {@code expect}: a metric and the comparison it must satisfy. */
public record Expectation(String metric, String operator, long value) {
  /** Possessive: a long row of blanks is looked at once, not once for each of them. */
  private static final Pattern FORM =
      Pattern.compile("\\s*+(>=|<=|==|=|!=|>|<)?+\\s*+(-?\\d{1,18})\\s*+");

  private static final Map<String, ToLongFunction<StepMetrics>> METRICS = new LinkedHashMap<>();

  static {
    METRICS.put("rowsRead", StepMetrics::rowsRead);
    METRICS.put("rowsWritten", StepMetrics::rowsWritten);
    METRICS.put("bytesRead", StepMetrics::bytesRead);
    METRICS.put("bytesWritten", StepMetrics::bytesWritten);
    METRICS.put("tasksFailed", StepMetrics::tasksFailed);
    METRICS.put("diskSpilled", StepMetrics::diskSpilled);
    METRICS.put("executorsLost", StepMetrics::executorsLost);
  }

  /**
   * @throws IllegalArgumentException when it is none; the message says what would be one
   */
  public static Expectation parse(String metric, String comparison) {
    if (!METRICS.containsKey(metric)) {
      throw new IllegalArgumentException("a comparison of a known metric: " + known());
    }
    Matcher m = FORM.matcher(comparison);
    if (!m.matches()) {
      throw new IllegalArgumentException("a comparison such as >0, <=1000 or 42");
    }
    String operator = m.group(1) == null ? "==" : m.group(1);
    return new Expectation(
        metric, operator.equals("=") ? "==" : operator, Long.parseLong(m.group(2)));
  }

  /** The metrics that can be compared. */
  public static Set<String> metrics() {
    return Collections.unmodifiableSet(METRICS.keySet());
  }

  private static String known() {
    return String.join(", ", METRICS.keySet());
  }

  /** A sentence when it does not hold; empty when it does. */
  public Optional<String> violatedBy(StepMetrics metrics) {
    ToLongFunction<StepMetrics> reader = METRICS.get(metric);
    long actual = reader == null ? 0 : reader.applyAsLong(metrics);
    boolean holds =
        switch (operator) {
          case ">=" -> actual >= value;
          case "<=" -> actual <= value;
          case ">" -> actual > value;
          case "<" -> actual < value;
          case "!=" -> actual != value;
          default -> actual == value;
        };
    return holds
        ? Optional.empty()
        : Optional.of(
            "expected " + metric + " " + operator + " " + value + ", but it was " + actual);
  }
}
