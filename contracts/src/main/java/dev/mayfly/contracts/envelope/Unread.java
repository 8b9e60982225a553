package dev.mayfly.contracts.envelope;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Visible;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says in a line, for whoever sent it, why something could not be read. */
final class Unread {
  private static final int LONGEST = 300;

  private Unread() {}

  static String why(JacksonException e) {
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof IllegalArgumentException) {
      return brief(String.valueOf(e.getCause().getMessage()));
    }
    if (e instanceof InvalidNullException missing) {
      return new Fault(missing.getPropertyName().getSimpleName(), null, "a value").toString();
    }
    if (e instanceof MismatchedInputException mismatch
        && mismatch.getTargetType() != null
        && !mismatch.getPath().isEmpty()) {
      return brief(path(mismatch)) + ": not " + wanted(mismatch.getTargetType());
    }
    String message = e.getOriginalMessage();
    String first =
        message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    return brief(first) + at(e.getLocation());
  }

  static String brief(String text) {
    return Visible.of(text, LONGEST);
  }

  /** JSON can escape half a character, which could then be written nowhere. */
  static boolean hasLoneSurrogate(JsonNode node) {
    if (node.isString()) {
      return hasLoneSurrogate(node.asString());
    }
    for (var field : node.properties()) {
      if (hasLoneSurrogate(field.getKey())) {
        return true;
      }
    }
    for (JsonNode child : node) {
      if (hasLoneSurrogate(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static String path(MismatchedInputException e) {
    return e.getPath().stream()
        .map(Reference::getPropertyName)
        .map(String::valueOf)
        .collect(Collectors.joining("."));
  }

  private static String wanted(Class<?> type) {
    if (type == String.class) {
      return "a text";
    }
    return type == int.class || type == Integer.class ? "a whole number" : "an object";
  }

  private static String at(TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
