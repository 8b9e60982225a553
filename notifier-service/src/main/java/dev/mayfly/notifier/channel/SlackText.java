package dev.mayfly.notifier.channel;

import dev.mayfly.contracts.Json;
import dev.mayfly.notifier.message.Message;
import dev.mayfly.notifier.message.Message.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A message as Slack's incoming webhooks take it. */
final class SlackText {
  /** Of one section, by Slack's rules. */
  private static final int LONGEST = 3000;

  private SlackText() {}

  static String json(Message message, boolean possiblyRepeated) {
    String headline = sign(message.tone()) + " *" + escape(message.title()) + "*";
    if (possiblyRepeated) {
      headline += " (possibly repeated: an earlier attempt may have arrived)";
    }
    var attachment =
        Map.of(
            "color", color(message.tone()), "fallback", message.title(), "blocks", blocks(message));
    return Json.text(Map.of("text", headline, "attachments", List.of(attachment)));
  }

  private static List<Object> blocks(Message message) {
    var blocks = new ArrayList<Object>();
    if (message.cause() != null) {
      blocks.add(section("```" + escape(message.cause()).replace("```", "'''") + "```"));
    }
    var lines = new StringBuilder();
    for (Message.Fact fact : message.facts()) {
      String line = "*" + escape(fact.label()) + "*: " + escape(fact.text());
      if (lines.length() + line.length() >= LONGEST) {
        blocks.add(section(lines.toString()));
        lines.setLength(0);
      }
      lines.append(lines.isEmpty() ? "" : "\n").append(line);
    }
    blocks.add(section(lines.toString()));
    return blocks;
  }

  private static Map<String, Object> section(String text) {
    return Map.of("type", "section", "text", Map.of("type", "mrkdwn", "text", cut(text)));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 4) + "…```";
  }

  private static String escape(String text) {
    return text.lines()
        .map(l -> l.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
        .collect(Collectors.joining("\n"));
  }

  private static String sign(Tone tone) {
    return switch (tone) {
      case GOOD -> "\u2705";
      case BAD -> "\u274c";
      case WARNING -> "\u26a0\ufe0f";
    };
  }

  private static String color(Tone tone) {
    return switch (tone) {
      case GOOD -> "#2eb67d";
      case BAD -> "#c0392b";
      case WARNING -> "#ecb22e";
    };
  }
}
