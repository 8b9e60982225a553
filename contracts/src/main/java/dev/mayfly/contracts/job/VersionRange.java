package dev.mayfly.contracts.job;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of versions such as {@code >=3.5 <5}, {@code 4.2} (any 4.2.x) or {@code 4.2.0}. All its
 * parts must hold.
 */
public final class VersionRange {
  private static final Pattern PART =
      Pattern.compile("(>=|<=|>|<|=)?(\\d{1,5}(?:\\.\\d{1,5}){0,3})");

  private record Bound(String operator, List<Integer> version) {
    boolean holds(List<Integer> v) {
      int c = compare(v, version);
      return switch (operator) {
        case ">=" -> c >= 0;
        case ">" -> c > 0;
        case "<" -> c < 0;
        case "<=" -> c <= 0;
        default -> v.size() >= version.size() && v.subList(0, version.size()).equals(version);
      };
    }
  }

  private final List<Bound> bounds;

  private VersionRange(List<Bound> bounds) {
    this.bounds = bounds;
  }

  /**
   * @throws IllegalArgumentException when the text is no range; the message says what would be one
   */
  public static VersionRange parse(String text) {
    var bounds = new ArrayList<Bound>();
    for (String part : text.trim().replaceAll("([<>=])\\s+", "$1").split("[\\s,]+")) {
      Matcher m = PART.matcher(part);
      if (!m.matches()) {
        throw new IllegalArgumentException("a version or a range such as 4.2 or >=3.5 <5");
      }
      bounds.add(new Bound(m.group(1) == null ? "=" : m.group(1), numbers(m.group(2))));
    }
    return new VersionRange(bounds);
  }

  public boolean contains(String version) {
    Matcher m = PART.matcher(version.replaceFirst("[^0-9.].*", ""));
    return m.matches() && bounds.stream().allMatch(b -> b.holds(numbers(m.group(2))));
  }

  private static List<Integer> numbers(String version) {
    return List.of(version.split("\\.")).stream().map(Integer::valueOf).toList();
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      int c = Integer.compare(i < a.size() ? a.get(i) : 0, i < b.size() ? b.get(i) : 0);
      if (c != 0) {
        return c;
      }
    }
    return 0;
  }
}
