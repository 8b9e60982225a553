package dev.mayfly.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, in words, and a hash over all of it. */
final class Trace {
  private final Agenda agenda;
  private final List<String> lines = new ArrayList<>();
  private long hash = 0xcbf29ce484222325L;

  Trace(Agenda agenda) {
    this.agenda = agenda;
  }

  void say(String who, String what) {
    lines.add(agenda.now() + " " + who + " " + what);
    mix(agenda.now());
    mix(who.hashCode());
    mix(what.hashCode());
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
      String line = lines.get(i);
      if (i >= lines.size() - last || names.stream().anyMatch(line::contains)) {
        told.add(readable(line));
      }
    }
    return told;
  }

  List<String> all() {
    return lines.stream().map(Trace::readable).toList();
  }

  private static String readable(String line) {
    int space = line.indexOf(' ');
    long ms = Long.parseLong(line.substring(0, space));
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d%s",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000,
        line.substring(space));
  }
}
