package dev.mayfly.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, in words, and a hash over all of it. */
final class Trace {
  private final Agenda agenda;
  private final List<Line> lines = new ArrayList<>();
  private long hash = 0xcbf29ce484222325L;

  private record Line(long at, String who, Object what) {
    @Override
    public String toString() {
      return who + " " + what;
    }
  }

  Trace(Agenda agenda) {
    this.agenda = agenda;
  }

  /**
   * @param what put into words only when somebody reads it
   * @param mixed what of it counts for the hash
   */
  void say(String who, Object what, long mixed) {
    lines.add(new Line(agenda.now(), who, what));
    mix(agenda.now());
    mix(who.hashCode());
    mix(mixed);
  }

  void say(String who, String what) {
    say(who, what, what.hashCode());
  }

  void mix(long value) {
    hash = (hash ^ value) * 0x100000001b3L;
    hash ^= hash >>> 32;
  }

  long hash() {
    return hash;
  }

  /** The lines that name the run or cluster, and the last ones of all. */
  List<String> about(List<String> names, int last) {
    var told = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).toString();
      if (i >= lines.size() - last || names.stream().anyMatch(text::contains)) {
        told.add(readable(lines.get(i).at()) + text);
      }
    }
    return told;
  }

  private static String readable(long ms) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d ",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000);
  }
}
