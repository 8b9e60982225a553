package dev.mayfly.sparklistener;

import java.util.List;
import java.util.Locale;

/** A JSON object, written field by field; an empty text is left out. */
final class JsonText {
  private final StringBuilder out = new StringBuilder("{");

  void text(String name, String value) {
    if (value != null && !value.isEmpty()) {
      name(name);
      quoted(value);
    }
  }

  void texts(String name, Iterable<String> values) {
    name(name);
    char before = '[';
    for (String value : values) {
      out.append(before);
      quoted(value);
      before = ',';
    }
    out.append(before == '[' ? "[]" : "]");
  }

  void objects(String name, List<JsonText> values) {
    name(name);
    out.append(values);
  }

  void number(String name, long value) {
    name(name);
    out.append(value);
  }

  void bool(String name, boolean value) {
    name(name);
    out.append(value);
  }

  private void name(String name) {
    if (out.length() > 1) {
      out.append(',');
    }
    out.append('"').append(name).append("\":");
  }

  private void quoted(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      escape(value.charAt(i));
    }
    out.append('"');
  }

  private void escape(char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c < ' ' || c > '~') {
      out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    } else {
      out.append(c);
    }
  }

  @Override
  public String toString() {
    return out + "}";
  }
}
