package dev.mayfly.contracts;

/**
 * Somebody else's text, made fit to be told: bounded, and without characters that nobody sees or
 * that reorder what stands around them. They would let a value forge a line of a log, a message or
 * a terminal.
 */
public final class Visible {
  private Visible() {}

  /**
   * @param longest in characters; what is cut ends with {@code …}
   * @return the text with control, format and unassigned characters and halves of surrogate pairs
   *     as {@code \}{@code u202e}
   */
  public static String of(String text, int longest) {
    var visible = new StringBuilder(Math.min(text.length(), longest) + 1);
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      String next = isVisible(c) ? Character.toString(c) : escaped(c);
      if (visible.length() + next.length() > longest) {
        return visible.append('…').toString();
      }
      visible.append(next);
      at += Character.charCount(c);
    }
    return visible.toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String escaped(int c) {
    var escaped = new StringBuilder();
    for (char half : Character.toChars(c)) {
      escaped.append("\\u").append(Integer.toHexString(0x10000 | half).substring(1));
    }
    return escaped.toString();
  }
}
