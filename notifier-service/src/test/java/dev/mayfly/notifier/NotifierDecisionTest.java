package dev.mayfly.notifier;

import static dev.mayfly.notifier.DeliveryObserved.Result.FAILED;
import static dev.mayfly.notifier.DeliveryObserved.Result.RETRY;
import static dev.mayfly.notifier.DeliveryObserved.Result.SENT;
import static dev.mayfly.notifier.Samples.accepted;
import static dev.mayfly.notifier.Samples.on;
import static dev.mayfly.notifier.Samples.succeeded;
import static dev.mayfly.notifier.Ticks.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.NotificationEvent.NotificationFailed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NotifierDecisionTest {
  private static final String SLACK = "slack:ops";

  private final Ticks ticks = new Ticks(Patience.DEFAULT);

  @Nested
  class WhoIsTold {
    @Test
    void theLogIsToldOfARunThatAskedForNothing() {
      ticks.runs(accepted());
      ticks.runs(succeeded("r1"));

      assertThat(ticks.commands()).extracting(Deliver::channel).containsExactly("log");
    }

    @Test
    void eachChannelThatAskedForTheOutcomeIsToldOnceHoweverOftenItIsNamed() {
      ticks.runs(
          accepted(
              on(Outcome.SUCCEEDED, SLACK, "log", "slack:b"),
              on(Outcome.SUCCEEDED, SLACK),
              on(Outcome.FAILED, "slack:alerts")));
      ticks.runs(succeeded("r1"));

      assertThat(ticks.commands())
          .extracting(Deliver::channel)
          .containsExactlyInAnyOrder("log", SLACK, "slack:b");
    }

    @Test
    void aRunThatIsSaidTwiceIsToldOnce() {
      ticks.runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
      ticks.runs(succeeded("r1"));
      ticks.commands().forEach(ticks::sent);
      ticks.runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
      ticks.runs(succeeded("r1"));

      assertThat(ticks.commands()).isEmpty();
      assertThat(sent()).hasSize(2);
    }

    @Test
    void aRejectedRequestIsToldToTheLogWithEveryFault() {
      var faults = List.of(new Fault("steps[0].name", null, "a name"), new Fault("x", "1", "text"));
      ticks.runs(new JobRejected("r1", faults, "me", Samples.T0));

      Deliver told = ticks.command("log");
      assertThat(told.message().title()).isEqualTo("Run r1 was rejected");
      assertThat(told.message().cause()).contains("steps[0].name: missing", "x: '1' is not text");
    }

    @Test
    void aLateTeardownIsToldApartToThoseWhoHeardThatItWasUnconfirmed() {
      ticks.runs(accepted(on(Outcome.LOST, SLACK), on(Outcome.FAILED, "slack:b")));
      ticks.runs(
          Samples.completed(
              "r1", Outcome.LOST, FailureClass.INFRASTRUCTURE, "silent", Teardown.UNCONFIRMED));
      ticks.commands().forEach(ticks::sent);

      ticks.runs(new TeardownConfirmed("r1", "mf-7f3", Samples.T0.plusSeconds(900)));
      ticks.runs(new TeardownConfirmed("r1", "mf-7f3", Samples.T0.plusSeconds(901)));

      List<Deliver> commands = ticks.commands();
      assertThat(commands).extracting(Deliver::channel).containsExactly("log", SLACK);
      assertThat(commands).extracting(Deliver::about).containsOnly(About.TEARDOWN);
      assertThat(commands.get(0).message().title()).isEqualTo("The cluster of birds is gone now");
      commands.forEach(ticks::sent);
      assertThat(sent()).hasSize(4);
    }

    @Test
    void nothingIsKeptOnceTheRunIsForgotten() {
      ticks.runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
      ticks.runs(succeeded("r1"));
      ticks.commands().forEach(ticks::sent);
      ticks.pass(Duration.ofDays(16));

      assertThat(ticks.kept()).isEmpty();
    }
  }

  @Nested
  class HowADeliveryEnds {
    private final Deliver first = begun();

    @Test
    void sentIsSaidOnceEvenIfItIsSeenTwice() {
      ticks.sent(first);
      ticks.sent(first);
      ticks.pass(Duration.ofHours(1));

      assertThat(sent()).containsExactly(new NotificationSent("r1", SLACK, 1, false, Ticks.START));
      assertThat(ticks.commands()).isEmpty();
    }

    @Test
    void whatWillNeverWorkFailsAtOnceWithItsCause() {
      ticks.observed(first, FAILED, null, false);

      assertThat(failed())
          .containsExactly(new NotificationFailed("r1", SLACK, 1, "as the test says", Ticks.START));
      ticks.pass(Duration.ofHours(1));
      assertThat(ticks.commands()).isEmpty();
    }

    @Test
    void aFailedAttemptIsMadeAgainAfterDoublingWaits() {
      List<Instant> tries = failing(Duration.ofMinutes(2));

      assertThat(tries)
          .extracting(t -> Duration.between(Ticks.START, t).toSeconds())
          .containsExactly(5L, 15L, 35L, 75L);
    }

    @Test
    void aRefusedAttemptIsNotCalledPossiblyRepeated() {
      ticks.observed(first, RETRY, null, false);
      ticks.pass(Duration.ofSeconds(5));
      Deliver second = ticks.command(SLACK);
      ticks.sent(second);

      assertThat(second.possiblyRepeated()).isFalse();
      assertThat(sent()).extracting(NotificationSent::possiblyRepeated).containsExactly(false);
      assertThat(sent()).extracting(NotificationSent::attempts).containsExactly(2);
    }

    @Test
    void aChannelThatAsksForTimeIsGivenIt() {
      ticks.observed(first, RETRY, Duration.ofSeconds(90), false);
      ticks.pass(Duration.ofSeconds(89));
      assertThat(ticks.commands()).isEmpty();

      ticks.pass(Duration.ofSeconds(1));
      assertThat(ticks.command(SLACK).attempt()).isEqualTo(2);
    }

    @Test
    void anAttemptWithUnknownFateIsRepeatedAndSaysSoFromThenOn() {
      ticks.observed(first, RETRY, null, true);
      ticks.pass(Duration.ofSeconds(5));
      Deliver second = ticks.command(SLACK);
      ticks.observed(second, RETRY, null, false);
      ticks.pass(Duration.ofSeconds(10));
      Deliver third = ticks.command(SLACK);
      ticks.sent(third);

      assertThat(second.possiblyRepeated()).isTrue();
      assertThat(third.possiblyRepeated()).isTrue();
      assertThat(sent()).extracting(NotificationSent::possiblyRepeated).containsExactly(true);
    }

    @Test
    void anUnansweredCommandIsIssuedAgainAsPossiblyRepeatedOnceNoWorkerCanBeAtIt() {
      ticks.pass(Patience.DEFAULT.answerWithin());
      assertThat(ticks.commands()).isEmpty();
      ticks.pass(Duration.ofSeconds(5));
      Deliver second = ticks.command(SLACK);

      assertThat(second.attempt()).isEqualTo(2);
      assertThat(second.possiblyRepeated()).isTrue();
      assertThat(second.notAfter()).isEqualTo(ticks.now().plus(Patience.DEFAULT.beginWithin()));
    }

    @Test
    void aLateAnswerToAnEarlierAttemptEndsTheDelivery() {
      ticks.pass(Duration.ofSeconds(60));
      Deliver second = ticks.command(SLACK);
      ticks.sent(first);
      ticks.sent(second);

      assertThat(sent()).extracting(NotificationSent::possiblyRepeated).containsExactly(true);
    }

    @Test
    void aLateRefusalOfAnEarlierAttemptChangesNothing() {
      ticks.pass(Duration.ofSeconds(60));
      Deliver second = ticks.command(SLACK);
      ticks.observed(first, FAILED, null, false);
      assertThat(failed()).isEmpty();
      ticks.sent(second);

      assertThat(sent()).hasSize(1);
    }

    @Test
    void itIsGivenUpAfterADayWithWhatWasSeenLast() {
      failing(Duration.ofHours(30));

      assertThat(failed()).hasSize(1);
      NotificationFailed end = failed().get(0);
      assertThat(end.cause()).isEqualTo("gave up after 24h 0m; at last: as the test says");
      assertThat(end.failedAt()).isEqualTo(Ticks.START.plus(Duration.ofHours(24)));
      assertThat(end.attempts()).isGreaterThan(48).isLessThan(70);
    }

    @Test
    void anOutageOfMayflyItselfLongerThanItsPatienceStillLeavesATry() {
      var outage = new Ticks(Patience.DEFAULT);
      outage.runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
      outage.runs(succeeded("r1"));
      Deliver lost = outage.command(SLACK);
      outage.sleep(Duration.ofHours(30));
      outage.pass(Duration.ofSeconds(5));
      Deliver late = outage.command(SLACK);
      outage.sent(late);

      assertThat(late.attempt()).isEqualTo(lost.attempt() + 1);
      assertThat(
              outage
                  .payloads(TOPICS.notifications(), NotificationSent.class)
                  .filter(n -> n.channel().equals(SLACK)))
          .hasSize(1);
    }
  }

  @Nested
  class WhatGoesWrong {
    @Test
    void aDeadChannelHoldsUpNoOther() {
      ticks.runs(accepted(on(Outcome.SUCCEEDED, SLACK, "slack:dead")));
      ticks.runs(succeeded("r1"));
      for (Deliver d : ticks.commands()) {
        ticks.observed(d, d.channel().equals("slack:dead") ? RETRY : SENT, null, false);
      }

      assertThat(sent())
          .extracting(NotificationSent::channel)
          .containsExactlyInAnyOrder("log", SLACK);
    }

    @Test
    void anUnreadableObservationIsADeadLetterAndTheDeliveryGoesOn() {
      Deliver first = begun();
      ticks.receive(
          TOPICS.observations("notifier"),
          Map.of(),
          "{".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(ticks.published)
          .filteredOn(o -> o.topic().equals(TOPICS.deadLetters("notifier")))
          .hasSize(1);
      ticks.sent(first);

      assertThat(sent()).hasSize(1);
    }

    @Test
    void anEndOfARunThatCannotBeReadIsSaidToHaveBeenToldToNobody() {
      Map<String, String> headers =
          Map.of(
              "ce_specversion", "1.0",
              "ce_id", "1",
              "ce_source", "/test",
              "ce_type", "dev.mayfly.RunCompleted");
      ticks.receive(TOPICS.runs(), headers, "[]".getBytes(java.nio.charset.StandardCharsets.UTF_8));

      assertThat(failed()).extracting(NotificationFailed::channel).containsExactly("log");
      assertThat(failed().get(0).cause()).contains("dead letter");
    }
  }

  private Deliver begun() {
    ticks.runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
    ticks.runs(succeeded("r1"));
    List<Deliver> commands = ticks.commands();
    commands.stream().filter(c -> c.channel().equals("log")).forEach(ticks::sent);
    ticks.published.clear();
    return commands.stream().filter(c -> c.channel().equals(SLACK)).findFirst().orElseThrow();
  }

  /** Refuses every attempt; returns when each but the first was asked for. */
  private List<Instant> failing(Duration time) {
    var tries = new ArrayList<Instant>();
    Instant until = ticks.now().plus(time);
    ticks.observed(
        new Deliver("r1", About.OUTCOME, SLACK, 1, false, null, null), RETRY, null, false);
    while (ticks.now().isBefore(until)) {
      ticks.pass(Duration.ofSeconds(1));
      for (Deliver d : ticks.commands()) {
        tries.add(ticks.now());
        ticks.observed(d, RETRY, null, false);
      }
    }
    return tries;
  }

  private List<NotificationSent> sent() {
    return ticks.payloads(TOPICS.notifications(), NotificationSent.class).toList();
  }

  private List<NotificationFailed> failed() {
    return ticks.payloads(TOPICS.notifications(), NotificationFailed.class).toList();
  }
}
