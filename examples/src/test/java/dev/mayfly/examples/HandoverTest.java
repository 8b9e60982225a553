package dev.mayfly.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverTest {
  @TempDir Path folder;

  @Test
  void theReportOfTheSecondStepEqualsPlainJavaOnTheInputOfTheFirst() throws Exception {
    String cleaned = folder.resolve("cleaned").toString();
    Path report = folder.resolve("report");

    CleanStrikes.main(new String[] {"--input", "data/birdstrikes.csv", "--output", cleaned});
    StrikesReport.main(new String[] {"--input", cleaned, "--output", report.toString()});

    assertThat(BirdStrikesTest.csv(report)).isEqualTo(byYear());
  }

  @Test
  void twoReportsOnWhatWasCleanedAgreeWithItsReportAndADifferentNumberIsTold() throws Exception {
    String cleaned = folder.resolve("cleaned").toString();
    String years = folder.resolve("years").toString();
    String species = folder.resolve("species").toString();

    CleanStrikes.main(new String[] {"--input", "data/birdstrikes.csv", "--output", cleaned});
    String report = Files.readString(Path.of(System.getenv("MAYFLY_REPORT")));
    String strikes = report.replaceAll("\\D", "");
    StrikesReport.main(new String[] {"--input", cleaned, "--output", years});
    StrikesReport.main(new String[] {"--input", cleaned, "--output", species, "--by", "species"});

    long expected =
        byYear().stream().skip(1).mapToLong(line -> Long.parseLong(line.split(",")[1])).sum();
    assertThat(report).isEqualTo("{\"strikes\": " + expected + "}");
    ReportsAgree.main(new String[] {"--strikes", strikes, "--one", years, "--other", species});
    assertThatThrownBy(
            () ->
                ReportsAgree.main(
                    new String[] {"--strikes", strikes + "0", "--one", years, "--other", species}))
        .hasMessageContaining("counts " + strikes + " strikes of " + strikes + "0");
  }

  private static List<String> byYear() throws Exception {
    var years = new TreeMap<String, long[]>();
    List<String> rows = Files.readAllLines(Path.of("data/birdstrikes.csv"));
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      if (!cells[8].startsWith("Unknown")) {
        long[] sums = years.computeIfAbsent(cells[3].substring(0, 4), y -> new long[3]);
        sums[0]++;
        sums[1] += cells[2].equals("None") ? 0 : 1;
        sums[2] += Long.parseLong(cells[12]);
      }
    }
    var lines = new ArrayList<>(List.of("year,strikes,damaged,cost"));
    years.forEach((year, s) -> lines.add(year + "," + s[0] + "," + s[1] + "," + s[2]));
    return lines;
  }
}
