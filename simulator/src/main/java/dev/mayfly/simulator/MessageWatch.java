package dev.mayfly.simulator;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.NotificationEvent.NotificationFailed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.job.JobSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Promise 6: of every run that ended each channel that wants to know is told, once; what may be a
 * repetition says so.
 */
final class MessageWatch {
  private static final long CLOCKS_DIFFER = 30 * Agenda.SECOND;

  /** Is told of every run. */
  private static final String LOG = "log";

  private final Map<String, List<JobSpec.Notify>> wishes = new HashMap<>();
  private final Map<String, Set<String>> owed = new HashMap<>();
  private final Set<String> open = new LinkedHashSet<>();
  private final Set<String> late = new LinkedHashSet<>();
  private final Set<String> read = new LinkedHashSet<>();
  private final Map<String, Integer> confirmed = new HashMap<>();
  private final Map<String, Long> patientUntil = new HashMap<>();
  private final Set<String> hopeless = new HashSet<>();
  private final Set<String> excused = new HashSet<>();
  private int messages;

  /** The notifier has failed on something about the run, or was told lies: it owes nothing. */
  void excuse(@Nullable String runId) {
    excused.add(String.valueOf(runId));
    open.removeIf(where -> where.startsWith(runId + " on "));
  }

  /** The channel cannot be told of the run: that it was not is told instead. */
  void cannotReach(String runId, String channel) {
    hopeless.add(runId + " on " + channel);
    open.remove(runId + " on " + channel);
  }

  void on(JobAccepted e) {
    wishes.put(e.runId(), e.spec().notifications());
  }

  /**
   * @param now in milliseconds
   */
  void ended(String runId, Outcome outcome, long now) {
    patientUntil.put(runId, now + MessageWorker.PATIENCE.giveUpAfter().toMillis() - CLOCKS_DIFFER);
    var channels = new LinkedHashSet<String>();
    channels.add(LOG);
    for (JobSpec.Notify wish : wishes.getOrDefault(runId, List.of())) {
      if (wish.on().contains(outcome)) {
        channels.addAll(wish.channels());
      }
    }
    owed.put(runId, channels);
    if (!excused.contains(runId)) {
      channels.forEach(c -> open.add(runId + " on " + c));
    }
  }

  /** The end of its cluster was told late, and is a second message. */
  void teardownConfirmed(String runId) {
    late.add(runId);
  }

  /**
   * A message has reached people.
   *
   * @param saysSo that it may be a repetition
   */
  void reached(String runId, String about, String channel, boolean saysSo) {
    messages++;
    boolean first = read.add(runId + " " + about + " " + channel);
    if (!owed.getOrDefault(runId, Set.of()).contains(channel)) {
      throw new PromiseBroken(
          6, channel + " is told of " + runId + ", which it never asked for", runId);
    }
    if (!first && !saysSo) {
      throw new PromiseBroken(
          6, channel + " is told of " + runId + " again, as if for the first time", runId);
    }
    open.remove(runId + " on " + channel);
  }

  /**
   * @param now in milliseconds
   */
  void on(NotificationEvent e, long now) {
    String where = e.runId() + " on " + channel(e);
    if (excused.contains(e.runId())) {
      return;
    }
    if (e instanceof NotificationFailed && !hopeless.contains(where)) {
      if (now < patientUntil.getOrDefault(e.runId(), 0L)) {
        throw new PromiseBroken(6, "given up, though it could have been told: " + where, e.runId());
      }
      open.remove(where);
    }
    int times = confirmed.merge(where, 1, Integer::sum);
    if (times > (late.contains(e.runId()) ? 2 : 1)) {
      throw new PromiseBroken(6, "said more often than it ended: " + where, e.runId());
    }
  }

  private static String channel(NotificationEvent e) {
    return e instanceof NotificationSent sent ? sent.channel() : ((NotificationFailed) e).channel();
  }

  /** Who waits for a message; empty at the end. */
  Set<String> open() {
    return open;
  }

  int messages() {
    return messages;
  }
}
