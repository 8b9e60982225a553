package dev.mayfly.standalone;

import java.util.ArrayList;
import java.util.List;

/** One line of CSV, with quoted values. */
final class CsvRow {
  private CsvRow() {}

  static List<String> of(String line) {
    var values = new ArrayList<String>();
    var value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }
}
