package dev.mayfly.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The first rows of what the example wrote as CSV beside its Parquet, in columns. */
final class Preview {
  private static final int ROWS = 8;

  private Preview() {}

  /**
   * @param output the folder of a run's results
   * @return empty when there is none
   */
  static List<String> of(Path output) throws IOException {
    Path folder = output.resolve("preview");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path csv =
          files
              .filter(f -> f.getFileName().toString().matches("part-.*\\.csv"))
              .sorted()
              .findFirst()
              .orElse(null);
      return csv == null ? List.of() : columns(first(csv));
    }
  }

  private static List<String[]> first(Path csv) throws IOException {
    try (Stream<String> lines = Files.lines(csv, StandardCharsets.UTF_8)) {
      return lines.limit(ROWS + 1).map(l -> l.split(",", -1)).toList();
    }
  }

  private static List<String> columns(List<String[]> rows) {
    int most = rows.stream().mapToInt(r -> r.length).max().orElse(0);
    int[] widths = new int[most];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    var lines = new ArrayList<String>();
    for (String[] row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add(1, "-".repeat(Arrays.stream(widths).sum() + 2 * (most - 1)));
    return lines;
  }
}
