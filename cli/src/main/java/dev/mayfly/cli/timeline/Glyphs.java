package dev.mayfly.cli.timeline;

import dev.mayfly.contracts.Outcome;

/** The signs of a drawing. Each meaning has a sign of its own, so that it reads without colour. */
public enum Glyphs {
  UNICODE("✓", "✗", "▶", "·", "━", "█", "░", "▒", "▓", "…", "·"),
  ASCII("+", "x", ">", ".", "=", "#", ".", ":", "%", "...", "-");

  final String done;
  final String failed;
  final String running;
  final String waiting;
  final String bar;
  final String full;
  final String empty;

  private final String medium;
  private final String dark;
  final String more;
  final String dot;

  Glyphs(
      String done,
      String failed,
      String running,
      String waiting,
      String bar,
      String full,
      String empty,
      String medium,
      String dark,
      String more,
      String dot) {
    this.done = done;
    this.failed = failed;
    this.running = running;
    this.waiting = waiting;
    this.bar = bar;
    this.full = full;
    this.empty = empty;
    this.medium = medium;
    this.dark = dark;
    this.more = more;
    this.dot = dot;
  }

  String fill(TimeShares.Part part) {
    return switch (part) {
      case WAITING, REST -> empty;
      case CLUSTER_START, CLUSTER_STOP -> medium;
      case DRIVER_START, DRIVER_END -> dark;
      case TASKS -> full;
    };
  }

  String sign(Outcome outcome) {
    return outcome.isSuccess() ? done : failed;
  }

  Tone tone(Outcome outcome) {
    return outcome.isSuccess() ? Tone.GOOD : Tone.BAD;
  }
}
