package dev.mayfly.simulator;

import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Promise 7: a record that cannot be read becomes one dead letter of each service that decides
 * about its topic, and nothing else does.
 */
final class LetterWatch {
  private final Topics topics;
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> written = new HashSet<>();

  LetterWatch(Topics topics) {
    this.topics = topics;
  }

  /** Sees every record; those that were broken on purpose are owed a letter. */
  void onRecord(Input.Received record) {
    if (isBroken(record.headers()) && !record.headers().containsKey("mayfly_reason")) {
      for (Reads reads : Reads.all(topics)) {
        if (reads.topics().contains(record.topic())) {
          String place = record.topic() + " " + record.partition() + "/" + record.offset();
          due.add(reads.service() + " " + place);
        }
      }
    }
  }

  /** A letter about anything else than a request. */
  void onLetter(String service, Map<String, String> headers) {
    String reason = headers.getOrDefault("mayfly_reason", "");
    if (!isBroken(headers) && reason.contains(FailingDecision.WHY)) {
      return;
    }
    if (!isBroken(headers)) {
      throw new PromiseBroken(7, service + " failed on what it should have handled: " + reason);
    }
    String letter =
        service + " " + headers.get("mayfly_topic") + " " + headers.get("mayfly_position");
    if (!written.add(letter)) {
      throw new PromiseBroken(7, "a second dead letter: " + letter);
    }
    due.remove(letter);
  }

  Set<String> open() {
    return due;
  }

  static boolean isBroken(Map<String, String> headers) {
    return headers.containsKey(World.BROKEN);
  }
}
