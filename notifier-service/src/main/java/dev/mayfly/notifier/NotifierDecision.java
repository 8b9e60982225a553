package dev.mayfly.notifier;

import static dev.mayfly.notifier.NotifierState.TOLD;
import static dev.mayfly.notifier.NotifierState.WISHES;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.NotificationEvent.About;
import dev.mayfly.contracts.event.NotificationEvent.NotificationFailed;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.Turn;
import dev.mayfly.notifier.NotifierState.Told;
import dev.mayfly.notifier.NotifierState.Wishes;
import dev.mayfly.notifier.message.Message;
import dev.mayfly.notifier.message.Messages;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The decision of notifier-service: who is told of which run, once. */
public final class NotifierDecision implements Decision {
  /** The channel that is told of every run, whatever its spec says. */
  public static final String LOG = "log";

  private static final String FORGET = "forget/";
  private static final Set<String> ENDS =
      Set.of(EventTypes.of(RunCompleted.class), EventTypes.of(JobRejected.class));

  private final Topics topics;
  private final Times times;
  private final Deliveries deliveries;

  public NotifierDecision(Topics topics, Times times, Patience patience) {
    this.topics = topics;
    this.times = times;
    this.deliveries = new Deliveries(topics, patience);
  }

  @Override
  public void decide(Input input, Turn turn) {
    if (input instanceof Input.TimerFired timer) {
      fired(timer.timer(), turn);
    } else {
      on((Input.Received) input, turn);
    }
  }

  /** An observation needs nothing: the delivery that it belonged to is asked for again. */
  @Override
  public void quarantine(Input input, String reason, Turn turn) {
    if (input instanceof Input.TimerFired timer && timer.timer().startsWith(Deliveries.TIMER)) {
      deliveries.quarantine(timer.timer(), reason, turn);
    } else if (input instanceof Input.Received received
        && received.key() != null
        && ENDS.contains(received.headers().getOrDefault("ce_type", ""))) {
      turn.publish(
          topics.notifications(),
          received.key(),
          new NotificationFailed(received.key(), LOG, 0, reason, turn.now()));
    }
  }

  private void on(Input.Received received, Turn turn) {
    byte[] value = received.value();
    if (received.topic().equals(topics.observations("notifier"))) {
      if (value != null) {
        deliveries.on(Json.read(value, DeliveryObserved.class), turn);
      }
      return;
    }
    received.event().ifPresent(event -> on(event, turn));
  }

  private void on(Event event, Turn turn) {
    if (event instanceof JobAccepted e) {
      Wishes wishes = Wishes.of(e.spec());
      if (!wishes.equals(Wishes.NONE) && turn.load(TOLD, e.runId()).isEmpty()) {
        turn.save(WISHES, e.runId(), wishes);
      }
    } else if (event instanceof JobRejected e) {
      ended(e.runId(), null, Outcome.REJECTED, false, Messages.of(e), turn);
    } else if (event instanceof RunCompleted e) {
      boolean unconfirmed = e.teardown() == Teardown.UNCONFIRMED;
      boolean shared = turn.load(WISHES, e.runId()).filter(Wishes::areForShared).isPresent();
      Message message = shared ? Messages.ofShared(e) : Messages.of(e);
      ended(e.runId(), e.job(), e.outcome(), unconfirmed, message, turn);
    } else if (event instanceof TeardownConfirmed e) {
      turn.load(TOLD, e.runId()).filter(Told::unconfirmed).ifPresent(told -> on(e, told, turn));
    }
  }

  private void on(TeardownConfirmed event, Told told, Turn turn) {
    turn.save(TOLD, event.runId(), told.confirmed());
    Message message =
        told.isOfShared() ? Messages.ofShared(event, told.job()) : Messages.of(event, told.job());
    told.channels().forEach(c -> deliveries.begin(event.runId(), About.TEARDOWN, c, message, turn));
  }

  private void ended(
      String runId,
      @Nullable String job,
      Outcome outcome,
      boolean unconfirmed,
      Message message,
      Turn turn) {
    if (turn.load(TOLD, runId).isPresent()) {
      return;
    }
    Wishes wishes = turn.load(WISHES, runId).orElse(Wishes.NONE);
    List<String> channels =
        Stream.concat(Stream.of(LOG), wishes.channels(outcome)).distinct().toList();
    turn.remove(WISHES, runId);
    turn.save(TOLD, runId, new Told(job, channels, unconfirmed, wishes.shared()));
    turn.arm(FORGET + runId, turn.now().plus(times.dedupeWindow()));
    channels.forEach(c -> deliveries.begin(runId, About.OUTCOME, c, message, turn));
  }

  private void fired(String timer, Turn turn) {
    if (timer.startsWith(FORGET)) {
      turn.remove(TOLD, timer.substring(FORGET.length()));
    } else {
      deliveries.fired(timer, turn);
    }
  }
}
