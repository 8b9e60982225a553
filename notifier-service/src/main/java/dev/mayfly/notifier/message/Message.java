package dev.mayfly.notifier.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people are told, before a channel gives it its form. Plain text, the same for the same
 * event; every part is short enough for any channel.
 *
 * @param title one line that says it all
 * @param cause the first lines of what went wrong, in its own words
 */
public record Message(
    String runId, Tone tone, String title, @Nullable String cause, List<Fact> facts) {

  public Message {
    facts = facts == null ? List.of() : List.copyOf(facts);
  }

  public record Fact(String label, String text) {}

  /** Never the only bearer of a meaning: the title says it in words. */
  public enum Tone {
    GOOD,
    BAD,
    WARNING
  }
}
