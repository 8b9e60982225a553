package dev.mayfly.cli;

import dev.mayfly.cli.connection.Letter;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Visible;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Dead letters for people and for scripts. What somebody else wrote is shown escaped. */
final class LetterText {
  private static final int LONGEST_REASON = 100;
  private static final int LONGEST_LINE = 400;
  private static final int MOST_LINES = 40;
  private static final String COLUMNS = "%-16s  %-24s  %-28s  %s";

  private LetterText() {}

  static List<String> table(List<Letter> letters) {
    if (letters.isEmpty()) {
      return List.of("no dead letters");
    }
    var lines = new ArrayList<String>();
    lines.add(COLUMNS.formatted("LETTER", "WHEN", "FROM", "WHY"));
    for (Letter l : letters) {
      String from = Visible.of(l.topic() + " " + l.position(), LONGEST_LINE);
      String why = Visible.of(l.reason(), LONGEST_REASON);
      lines.add(COLUMNS.formatted(l.id(), Visible.of(l.at(), 30), from, why));
    }
    return lines;
  }

  static List<String> whole(Letter l) {
    var lines = new ArrayList<String>();
    lines.add("dead letter " + l.id());
    lines.add("  why    " + Visible.of(l.reason(), 4_000));
    lines.add("  where  " + Visible.of(l.topic() + " at " + l.position(), LONGEST_LINE));
    lines.add("  when   " + Visible.of(l.at(), 30));
    if (l.key() != null) {
      lines.add("  key    " + Visible.of(l.key(), LONGEST_LINE));
    }
    if (l.cut() != null) {
      lines.add("  cut    " + Visible.of(l.cut(), LONGEST_LINE));
    }
    l.ownHeaders()
        .forEach((name, text) -> lines.add("  " + Visible.of(name + ": " + text, LONGEST_LINE)));
    byte[] value = l.value();
    lines.add(value == null ? "no value" : "value of " + value.length + " bytes:");
    if (value != null) {
      lines.addAll(shown(value));
    }
    return lines;
  }

  static String json(List<Letter> letters) {
    var array = JsonNodeFactory.instance.arrayNode();
    letters.forEach(l -> array.add(brief(l)));
    return Json.text(array);
  }

  /** With the value: as a text where it is one, else in Base64. */
  static String json(Letter l) {
    ObjectNode node = brief(l);
    node.set("headers", Json.tree(l.ownHeaders()));
    byte[] value = l.value();
    if (value != null) {
      String text = utf8(value);
      if (text != null) {
        node.put("value", text);
      } else {
        node.put("valueBase64", Base64.getEncoder().encodeToString(value));
      }
    }
    return Json.text(node);
  }

  private static ObjectNode brief(Letter l) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", l.id()).put("reason", l.reason());
    node.put("topic", l.topic()).put("position", l.position()).put("at", l.at());
    if (l.key() != null) {
      node.put("key", l.key());
    }
    if (l.cut() != null) {
      node.put("cut", l.cut());
    }
    byte[] value = l.value();
    if (value != null) {
      node.put("bytes", value.length);
    }
    return node;
  }

  private static List<String> shown(byte[] value) {
    List<String> all = new String(value, StandardCharsets.UTF_8).lines().limit(10_000).toList();
    var lines = new ArrayList<String>();
    for (String line : all.subList(0, Math.min(all.size(), MOST_LINES))) {
      lines.add("  " + Visible.of(line, LONGEST_LINE));
    }
    if (all.size() > MOST_LINES || lines.stream().anyMatch(line -> line.endsWith("…"))) {
      lines.add("  (cut; `--json` has all of it)");
    }
    return lines;
  }

  private static @Nullable String utf8(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
