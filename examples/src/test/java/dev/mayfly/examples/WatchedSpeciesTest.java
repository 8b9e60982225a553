package dev.mayfly.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedSpeciesTest {
  @TempDir Path folder;

  @Test
  void itFailsAsLongAsTheListIsMissingAndThenCountsTheStrikesOfTheSpeciesOnIt() throws Exception {
    String cleaned = folder.resolve("cleaned").toString();
    Path watched = folder.resolve("watched.csv");
    String[] arguments = {
      "--input", cleaned, "--strikes", "7", "--watched", watched.toString(),
    };
    CleanStrikes.main(new String[] {"--input", "data/birdstrikes.csv", "--output", cleaned});

    assertThatThrownBy(() -> WatchedSpecies.main(arguments)).hasMessageContaining("watched.csv");
    Files.copy(Path.of("repair/watched.csv"), watched);
    WatchedSpecies.main(arguments);

    assertThat(Files.readString(Path.of(System.getenv("MAYFLY_REPORT"))))
        .isEqualTo("{\"strikes\": 7, \"watched\": " + strikesOnTheList() + "}");
  }

  private static long strikesOnTheList() throws Exception {
    Set<String> species = Set.copyOf(Files.readAllLines(Path.of("repair/watched.csv")));
    List<String> rows = Files.readAllLines(Path.of("data/birdstrikes.csv"));
    return rows.stream().map(row -> row.split(",", -1)[8]).filter(species::contains).count();
  }
}
