package dev.mayfly.cli.timeline;

import java.util.ArrayList;
import java.util.List;

/** One line of output, whose length is known whether it is painted or not. */
record Line(List<Span> spans) {
  static final Line EMPTY = new Line(List.of());

  record Span(String text, Tone tone) {}

  Line {
    spans = List.copyOf(spans);
  }

  static Line of(String text) {
    return EMPTY.then(text);
  }

  Line then(String text) {
    return then(text, Tone.PLAIN);
  }

  Line then(String text, Tone tone) {
    var all = new ArrayList<>(spans);
    all.add(new Span(text, tone));
    return new Line(all);
  }

  int length() {
    return spans.stream().mapToInt(s -> s.text().length()).sum();
  }

  /** Filled up with blanks. */
  Line to(int column) {
    return length() >= column ? then(" ") : then(" ".repeat(column - length()));
  }

  /** A terminal that wraps a line spoils the drawing over of the lines above it. */
  Line cut(int width) {
    var kept = new ArrayList<Span>();
    int left = width;
    for (Span span : spans) {
      if (left <= 0) {
        break;
      }
      String text = span.text();
      kept.add(new Span(text.length() <= left ? text : text.substring(0, left), span.tone()));
      left -= text.length();
    }
    return new Line(kept);
  }

  String render(boolean colour) {
    var out = new StringBuilder();
    spans.forEach(s -> out.append(colour ? s.tone().paint(s.text()) : s.text()));
    return out.toString().stripTrailing();
  }
}
