package dev.mayfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.examples.PlainBirdStrikes.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BirdStrikesTest {
  private static final Path DATA = Path.of("data/birdstrikes.csv");
  @TempDir Path folder;

  @Test
  void parquetAndPreviewEqualWhatPlainJavaReckonsFromTheSameCsv() throws Exception {
    List<State> expected = PlainBirdStrikes.byState(DATA);

    BirdStrikes.main(arguments(DATA, folder));

    assertThat(expected).hasSize(29).first().extracting(State::state).isEqualTo("Texas");
    assertThat(parquet(folder)).isEqualTo(expected);
    assertThat(preview(folder)).isEqualTo(lines(expected));
    assertThat(Path.of(System.getenv("MAYFLY_REPORT"))).hasContent("{\"states\": 29}");
  }

  @Test
  void oneChangedCellChangesBoth() throws Exception {
    Path changed = folder.resolve("changed.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(DATA));
    assertThat(rows.get(1)).endsWith("Louisiana,Climb,Large,Turkey vulture,Day,0,0,0,300");
    rows.set(1, rows.get(1).replaceFirst("0,0,0,300$", "0,0,1,300"));
    Files.write(changed, rows);
    List<State> before = PlainBirdStrikes.byState(DATA);
    List<State> after = PlainBirdStrikes.byState(changed);

    BirdStrikes.main(arguments(changed, folder));

    assertThat(after).isNotEqualTo(before);
    assertThat(parquet(folder)).isEqualTo(after);
  }

  private static String[] arguments(Path input, Path output) {
    return new String[] {"--input", input.toString(), "--output", output.toString()};
  }

  private static List<State> parquet(Path output) {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      return spark.read().parquet(output.resolve("by-state").toString()).collectAsList().stream()
          .map(
              r ->
                  new State(
                      r.getString(0),
                      r.getLong(1),
                      r.getLong(2),
                      r.isNullAt(3) ? null : r.getInt(3)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(List<State> states) {
    return Stream.concat(
            Stream.of(PlainBirdStrikes.COLUMNS), states.stream().map(PlainBirdStrikes.State::csv))
        .toList();
  }

  static List<String> preview(Path output) throws Exception {
    return csv(output.resolve("preview"));
  }

  /** The lines of the one CSV file in a folder that Spark wrote. */
  static List<String> csv(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      List<Path> parts = files.filter(f -> f.toString().endsWith(".csv")).toList();
      assertThat(parts).hasSize(1);
      return Files.readAllLines(parts.get(0));
    }
  }
}
