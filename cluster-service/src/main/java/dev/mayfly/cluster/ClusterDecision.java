package dev.mayfly.cluster;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The decision of cluster-service: which clusters are to exist, who holds them, and when they are
 * put out.
 */
public final class ClusterDecision implements Decision {
  private final Topics topics;
  private final Submitters submitters;
  private final Ledger ledger;
  private final Strays strays;

  /**
   * @param profiles those that this service has a provider for
   */
  public ClusterDecision(Topics topics, Times times, Set<String> profiles) {
    this.topics = topics;
    this.submitters = new Submitters(times);
    this.ledger = new Ledger(topics, times, profiles, submitters);
    this.strays = new Strays(topics, times);
  }

  @Override
  public void decide(Input input, Turn turn) {
    if (input instanceof Input.TimerFired timer) {
      if (timer.timer().startsWith(Strays.SWEEP)) {
        strays.fired(timer.timer(), turn);
      } else {
        ledger.fired(timer.timer(), turn);
      }
    } else {
      on((Input.Received) input, turn);
    }
  }

  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    if (input instanceof Input.TimerFired timer) {
      String id = timer.timer().substring(timer.timer().indexOf('/') + 1);
      ledger.quarantine(id, reason, turn);
      strays.quarantine(id, turn);
    } else if (input instanceof Input.Received received && received.key() != null) {
      ledger.quarantine(received.key(), reason, turn);
    }
  }

  private void on(Input.Received received, Turn turn) {
    if (received.topic().equals(topics.observations("cluster"))) {
      observed(received, turn);
      return;
    }
    received
        .event()
        .ifPresent(
            event -> {
              if (event instanceof AttemptStarted e) {
                ledger.on(e, turn);
              } else if (event instanceof AttemptStopping e) {
                ledger.on(e, turn);
              } else if (event instanceof JobFinished e) {
                ledger.on(e, turn);
              } else if (event instanceof AttemptEnded e) {
                ledger.over(e.runId(), e.attempt(), turn);
              } else if (event instanceof RunCompleted e) {
                ledger.over(e.runId(), e.attempts(), turn);
              } else if (event instanceof SubmitterAnnounced e) {
                submitters.heard(e, turn);
                ledger.onSubmitter(turn);
              }
            });
  }

  private void observed(Input.Received received, Turn turn) {
    byte[] value = received.value();
    if (value == null) {
      return;
    }
    boolean listed =
        BinaryMode.read(received.headers(), new String(value, StandardCharsets.UTF_8))
            .filter(e -> e.is(Inventory.class))
            .isPresent();
    if (listed) {
      strays.on(Json.read(value, Inventory.class), turn);
      return;
    }
    ClusterObservation seen = Json.read(value, ClusterObservation.class);
    if (!strays.on(seen, turn)) {
      ledger.on(seen, turn);
    }
  }
}
