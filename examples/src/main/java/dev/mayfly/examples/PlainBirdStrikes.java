package dev.mayfly.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What {@link BirdStrikes} must come to, reckoned without Spark from the same CSV. */
public final class PlainBirdStrikes {
  /** As the header line of {@code preview} names them. */
  public static final String COLUMNS = "state,strikes,cost,fastest";

  private PlainBirdStrikes() {}

  /**
   * All reports of one state.
   *
   * @param cost in dollars
   * @param fastest in knots; null where no report of the state says a speed
   */
  public record State(String state, long strikes, long cost, Integer fastest) {
    private State and(State other) {
      Integer faster =
          fastest == null || (other.fastest != null && other.fastest > fastest)
              ? other.fastest
              : fastest;
      return new State(state, strikes + other.strikes, cost + other.cost, faster);
    }

    /** As a line of {@code preview}. */
    public String csv() {
      return state + "," + strikes + "," + cost + "," + (fastest == null ? "" : fastest);
    }
  }

  /** Most strikes first, then by name. */
  public static List<State> byState(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> header = cells(lines.get(0));
    int name = header.indexOf("Origin State");
    int cost = header.indexOf("Cost Total $");
    int knots = header.indexOf("Speed IAS in knots");
    var states = new TreeMap<String, State>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      String speed = cells.get(knots);
      State one =
          new State(
              cells.get(name),
              1,
              Long.parseLong(cells.get(cost)),
              speed.isEmpty() ? null : Integer.valueOf(speed));
      states.merge(one.state(), one, State::and);
    }
    return states.values().stream()
        .sorted(Comparator.comparing(State::strikes).reversed().thenComparing(State::state))
        .toList();
  }

  /** The data has no quotes; were there one, splitting at commas would be wrong. */
  private static List<String> cells(String line) {
    if (line.indexOf('"') >= 0) {
      throw new IllegalArgumentException("a quoted cell: " + line);
    }
    return List.of(line.split(",", -1));
  }
}
