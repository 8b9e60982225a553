package dev.mayfly.notifier;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.event.NotificationEvent.About;
import dev.mayfly.contracts.event.NotificationEvent.NotificationFailed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.StateKind;
import dev.mayfly.engine.Turn;
import dev.mayfly.notifier.message.Message;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of deliveries: each is issued, answered or issued again, and ends in one {@code
 * NotificationSent} or {@code NotificationFailed}. They know nothing of each other, so that a dead
 * channel holds up no other.
 */
final class Deliveries {
  static final String TIMER = "delivery/";

  private static final StateKind<Delivery> DELIVERY = new StateKind<>("delivery", Delivery.class);
  private static final String SERVICE = "notifier";

  private final Topics topics;
  private final Patience patience;

  Deliveries(Topics topics, Patience patience) {
    this.topics = topics;
    this.patience = patience;
  }

  void begin(String runId, About about, String channel, Message message, Turn turn) {
    Instant now = turn.now();
    Instant giveUpAt = now.plus(patience.giveUpAfter());
    issue(new Delivery(runId, about, channel, message, 0, false, false, now, giveUpAt, null), turn);
  }

  void on(DeliveryObserved seen, Turn turn) {
    Delivery delivery =
        turn.load(DELIVERY, Delivery.id(seen.runId(), seen.about(), seen.channel())).orElse(null);
    if (delivery == null) {
      return;
    }
    boolean current = delivery.outstanding() && delivery.attempt() == seen.attempt();
    switch (seen.result()) {
      case SENT -> sent(delivery, current, turn);
      case RETRY -> {
        if (current) {
          Delivery waiting = delivery.waiting(seen.maybeDelivered(), seen.detail());
          retry(waiting, seen.after(), seen.detail(), turn);
        }
      }
      case NOT_BEGUN -> {
        if (current) {
          retry(delivery.waiting(false, null), null, seen.detail(), turn);
        }
      }
      case FAILED -> {
        if (current) {
          failed(delivery, seen.detail(), turn);
        }
      }
    }
  }

  void fired(String timer, Turn turn) {
    turn.load(DELIVERY, timer.substring(TIMER.length())).ifPresent(d -> fired(d, turn));
  }

  private void fired(Delivery delivery, Turn turn) {
    if (delivery.outstanding()) {
      String detail = "no worker has said what became of attempt " + delivery.attempt();
      retry(delivery.waiting(true, null), null, detail, turn);
    } else {
      issue(delivery, turn);
    }
  }

  /** Ends a delivery whose timer could not be handled, without a look at its state. */
  void quarantine(String timer, String reason, Turn turn) {
    String[] id = timer.substring(TIMER.length()).split("/", 3);
    turn.remove(DELIVERY, timer.substring(TIMER.length()));
    if (id.length == 3) {
      turn.publish(
          topics.notifications(),
          id[0],
          new NotificationFailed(id[0], id[2], 0, reason, turn.now()));
    }
  }

  private void issue(Delivery waiting, Turn turn) {
    Delivery next = waiting.issued(turn.now());
    turn.save(DELIVERY, next.deliveryId(), next);
    turn.arm(TIMER + next.deliveryId(), turn.now().plus(patience.answerWithin()));
    turn.publish(
        topics.commands(SERVICE),
        next.runId(),
        new Deliver(
            next.runId(),
            next.about(),
            next.channel(),
            next.attempt(),
            next.possiblyRepeated(),
            turn.now().plus(patience.beginWithin()),
            next.message()));
  }

  /**
   * The last attempt is one that was issued when the patience had run out, so that an outage of
   * Mayfly's own does not use it up.
   *
   * @param detail told at the end when the channel itself never said anything
   */
  private void retry(Delivery waiting, @Nullable Duration after, String detail, Turn turn) {
    if (!waiting.issuedAt().isBefore(waiting.giveUpAt())) {
      String how = "gave up after " + Durations.text(patience.giveUpAfter()) + "; at last: ";
      failed(waiting, how + (waiting.said() == null ? detail : waiting.said()), turn);
      return;
    }
    Instant planned = turn.now().plus(patience.afterAttempt(waiting.attempt()));
    Instant asked = turn.now().plus(patience.asked(after));
    Instant due = planned.isBefore(waiting.giveUpAt()) ? planned : waiting.giveUpAt();
    turn.save(DELIVERY, waiting.deliveryId(), waiting);
    turn.arm(TIMER + waiting.deliveryId(), due.isBefore(asked) ? asked : due);
  }

  /**
   * @param current false for an earlier attempt, so that the current one may reach people too
   */
  private void sent(Delivery d, boolean current, Turn turn) {
    end(d, turn);
    boolean repeated = d.possiblyRepeated() || !current;
    turn.publish(
        topics.notifications(),
        d.runId(),
        new NotificationSent(d.runId(), d.channel(), d.attempt(), repeated, turn.now(), d.about()));
  }

  private void failed(Delivery d, String cause, Turn turn) {
    end(d, turn);
    turn.publish(
        topics.notifications(),
        d.runId(),
        new NotificationFailed(d.runId(), d.channel(), d.attempt(), cause, turn.now()));
  }

  private static void end(Delivery d, Turn turn) {
    turn.disarm(TIMER + d.deliveryId());
    turn.remove(DELIVERY, d.deliveryId());
  }
}
