package dev.mayfly.cli.timeline;

/** What a piece of text means to its reader; a colour where there are colours. */
enum Tone {
  PLAIN(""),
  DIM("2"),
  STRONG("1"),
  GOOD("32"),
  BAD("31"),
  ACTIVE("36"),
  WARNING("33");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  String paint(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
