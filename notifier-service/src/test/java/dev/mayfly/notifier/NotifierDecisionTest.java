package dev.mayfly.notifier;

import static dev.mayfly.notifier.DeliveryObserved.Result.FAILED;
import static dev.mayfly.notifier.DeliveryObserved.Result.NOT_BEGUN;
import static dev.mayfly.notifier.DeliveryObserved.Result.RETRY;
import static dev.mayfly.notifier.DeliveryObserved.Result.SENT;
import static dev.mayfly.notifier.Samples.accepted;
import static dev.mayfly.notifier.Samples.on;
import static dev.mayfly.notifier.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.NotificationEvent.About;
import dev.mayfly.contracts.event.NotificationEvent.NotificationFailed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.notifier.message.Message.Fact;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NotifierDecisionTest {
  private static final String SLACK = "slack:ops";

  private static final Topics TOPICS = new Topics("mayfly");

  private final DecisionDriver driver =
      new DecisionDriver(
          new NotifierDecision(TOPICS, Times.DEFAULT, Patience.DEFAULT),
          TOPICS.deadLetters("notifier"));
  private final Instant start = driver.now();
  private int commandsRead;
  private int told;

  @Nested
  class WhoIsTold {
    @Test
    void theLogIsToldOfARunThatAskedForNothing() {
      runs(accepted());
      runs(succeeded("r1"));

      assertThat(commands()).extracting(Deliver::channel).containsExactly("log");
    }

    @Test
    void eachChannelThatAskedForTheOutcomeIsToldOnceHoweverOftenItIsNamed() {
      runs(
          accepted(
              on(Outcome.SUCCEEDED, SLACK, "log", "slack:b"),
              on(Outcome.SUCCEEDED, SLACK),
              on(Outcome.FAILED, "slack:alerts")));
      runs(succeeded("r1"));

      assertThat(commands())
          .extracting(Deliver::channel)
          .containsExactlyInAnyOrder("log", SLACK, "slack:b");
    }

    @Test
    void aRunThatIsSaidTwiceIsToldOnce() {
      runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
      runs(succeeded("r1"));
      commands().forEach(c -> sent(c));
      runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
      runs(succeeded("r1"));

      assertThat(commands()).isEmpty();
      assertThat(sent()).hasSize(2);
    }

    @Test
    void aRejectedRequestIsToldToTheLogWithEveryFault() {
      var faults = List.of(new Fault("steps[0].name", null, "a name"), new Fault("x", "1", "text"));
      runs(new JobRejected("r1", faults, "me", Samples.T0));

      Deliver told = command("log");
      assertThat(told.message().title()).isEqualTo("Run r1 was rejected");
      assertThat(told.message().cause()).contains("steps[0].name: missing", "x: '1' is not text");
    }

    @Test
    void aLateTeardownIsToldApartToThoseWhoHeardThatItWasUnconfirmed() {
      runs(accepted(on(Outcome.LOST, SLACK), on(Outcome.FAILED, "slack:b")));
      runs(
          Samples.completed(
              "r1", Outcome.LOST, FailureClass.INFRASTRUCTURE, "silent", Teardown.UNCONFIRMED));
      commands().forEach(c -> sent(c));

      runs(new TeardownConfirmed("r1", "mf-7f3", Samples.T0.plusSeconds(900)));
      runs(new TeardownConfirmed("r1", "mf-7f3", Samples.T0.plusSeconds(901)));

      List<Deliver> commands = commands();
      assertThat(commands).extracting(Deliver::channel).containsExactly("log", SLACK);
      assertThat(commands).extracting(Deliver::about).containsOnly(About.TEARDOWN);
      assertThat(commands.get(0).message().title()).isEqualTo("The cluster of birds is gone now");
      commands.forEach(c -> sent(c));
      assertThat(sent())
          .extracting(NotificationSent::about)
          .containsExactly(About.OUTCOME, About.OUTCOME, About.TEARDOWN, About.TEARDOWN);
    }

    @Test
    void ofASharedClusterOnlyTheLeaseHasEndedAndThatIsTold() {
      runs(Samples.acceptedOnASharedCluster());
      runs(succeeded("r1"));

      assertThat(command("log").message().facts())
          .contains(new Fact("Cluster", "its lease of shared cluster mf-7f3 has ended"));
    }

    @Test
    void aLeaseThatEndsLateIsToldAsOne() {
      runs(Samples.acceptedOnASharedCluster());
      runs(Samples.completed("r1", Outcome.LOST, null, "silent", Teardown.UNCONFIRMED));
      Deliver outcome = command("log");
      sent(outcome);
      runs(new TeardownConfirmed("r1", "mf-7f3", Samples.T0.plusSeconds(900)));

      assertThat(outcome.message().facts())
          .anyMatch(f -> f.text().startsWith("the end of its lease of shared cluster mf-7f3 is"));
      Deliver teardown = command("log");
      assertThat(teardown.message().title())
          .isEqualTo("The lease of birds on a shared cluster has ended now");
      assertThat(teardown.message().facts())
          .anyMatch(f -> f.text().startsWith("its lease of shared cluster mf-7f3 was confirmed"));
    }

    @Test
    void nothingIsKeptOnceTheRunIsForgotten() {
      runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
      runs(succeeded("r1"));
      commands().forEach(c -> sent(c));
      driver.pass(Duration.ofDays(16));

      assertThat(driver.stateKeys("")).allMatch(k -> k.startsWith("engine.clock"));
    }
  }

  @Nested
  class HowADeliveryEnds {
    private final Deliver first = begun();

    @Test
    void sentIsSaidOnceEvenIfItIsSeenTwice() {
      sent(first);
      sent(first);
      driver.pass(Duration.ofHours(1));

      assertThat(sent())
          .containsExactly(new NotificationSent("r1", SLACK, 1, false, start, About.OUTCOME));
      assertThat(commands()).isEmpty();
    }

    @Test
    void whatWillNeverWorkFailsAtOnceWithItsCause() {
      observed(first, FAILED, null, false);

      assertThat(failed())
          .containsExactly(new NotificationFailed("r1", SLACK, 1, "as the test says", start));
      driver.pass(Duration.ofHours(1));
      assertThat(commands()).isEmpty();
    }

    @Test
    void aFailedAttemptIsMadeAgainAfterDoublingWaits() {
      List<Instant> tries = failing(Duration.ofMinutes(2), Duration.ofSeconds(1));

      assertThat(tries)
          .extracting(t -> Duration.between(start, t).toSeconds())
          .containsExactly(5L, 15L, 35L, 75L);
    }

    @Test
    void aRefusedAttemptIsNotCalledPossiblyRepeated() {
      observed(first, RETRY, null, false);
      driver.pass(Duration.ofSeconds(5));
      Deliver second = command(SLACK);
      sent(second);

      assertThat(second.possiblyRepeated()).isFalse();
      assertThat(sent()).extracting(NotificationSent::possiblyRepeated).containsExactly(false);
      assertThat(sent()).extracting(NotificationSent::attempts).containsExactly(2);
    }

    @Test
    void aChannelThatAsksForTimeIsGivenIt() {
      observed(first, RETRY, Duration.ofSeconds(90), false);
      driver.pass(Duration.ofSeconds(89));
      assertThat(commands()).isEmpty();

      driver.pass(Duration.ofSeconds(1));
      assertThat(command(SLACK).attempt()).isEqualTo(2);
    }

    @Test
    void anAttemptWithUnknownFateIsRepeatedAndSaysSoFromThenOn() {
      observed(first, RETRY, null, true);
      driver.pass(Duration.ofSeconds(5));
      Deliver second = command(SLACK);
      observed(second, RETRY, null, false);
      driver.pass(Duration.ofSeconds(10));
      Deliver third = command(SLACK);
      sent(third);

      assertThat(second.possiblyRepeated()).isTrue();
      assertThat(third.possiblyRepeated()).isTrue();
      assertThat(sent()).extracting(NotificationSent::possiblyRepeated).containsExactly(true);
    }

    @Test
    void anUnansweredCommandIsIssuedAgainAsPossiblyRepeatedOnceNoWorkerCanBeAtIt() {
      driver.pass(Patience.DEFAULT.answerWithin());
      assertThat(commands()).isEmpty();
      driver.pass(Duration.ofSeconds(5));
      Deliver second = command(SLACK);

      assertThat(second.attempt()).isEqualTo(2);
      assertThat(second.possiblyRepeated()).isTrue();
      assertThat(second.notAfter()).isEqualTo(driver.now().plus(Patience.DEFAULT.beginWithin()));
    }

    @Test
    void aLateAnswerToAnEarlierAttemptEndsTheDelivery() {
      driver.pass(Duration.ofSeconds(60));
      Deliver second = command(SLACK);
      sent(first);
      sent(second);

      assertThat(sent()).extracting(NotificationSent::possiblyRepeated).containsExactly(true);
    }

    @Test
    void aLateRefusalOfAnEarlierAttemptChangesNothing() {
      driver.pass(Duration.ofSeconds(60));
      Deliver second = command(SLACK);
      observed(first, FAILED, null, false);
      assertThat(failed()).isEmpty();
      sent(second);

      assertThat(sent()).hasSize(1);
    }

    @Test
    void itIsGivenUpAfterADayWithWhatWasSeenLast() {
      failing(Duration.ofHours(30), Duration.ofMinutes(10));

      assertThat(failed()).hasSize(1);
      NotificationFailed end = failed().get(0);
      assertThat(end.cause()).isEqualTo("gave up after 24h 0m; at last: as the test says");
      assertThat(end.failedAt()).isEqualTo(start.plus(Duration.ofHours(24)));
      assertThat(end.attempts()).isGreaterThan(48).isLessThan(70);
    }

    @Test
    void theLastWordsAreTheChannelsOwnWhateverMayflyAddedSince() {
      observed(first, RETRY, null, false);
      while (failed().isEmpty()) {
        driver.pass(Duration.ofMinutes(10));
        commands().forEach(d -> observed(d, NOT_BEGUN, null, false));
      }

      assertThat(failed().get(0).cause()).endsWith("at last: as the test says");
    }

    @Test
    void anAttemptThatWasNotBegunIsMadeAgainAndNotCalledPossiblyRepeated() {
      observed(first, NOT_BEGUN, null, false);
      driver.pass(Duration.ofSeconds(5));

      assertThat(command(SLACK).possiblyRepeated()).isFalse();
    }

    @Test
    void anOutageOfMayflyItselfLongerThanItsPatienceStillLeavesATry() {
      driver.outage(Duration.ofHours(30));
      driver.pass(Duration.ofSeconds(5));
      Deliver late = command(SLACK);
      sent(late);

      assertThat(late.attempt()).isEqualTo(first.attempt() + 1);
      assertThat(sent()).hasSize(1);
    }
  }

  @Nested
  class WhatGoesWrong {
    @Test
    void aDeadChannelHoldsUpNoOther() {
      runs(accepted(on(Outcome.SUCCEEDED, SLACK, "slack:dead")));
      runs(succeeded("r1"));
      for (Deliver d : commands()) {
        observed(d, d.channel().equals("slack:dead") ? RETRY : SENT, null, false);
      }

      assertThat(sent())
          .extracting(NotificationSent::channel)
          .containsExactlyInAnyOrder("log", SLACK);
    }

    @Test
    void aMessageThatIsNotTakenHoldsUpNoOtherRun() {
      Deliver refused = begun();
      observed(refused, RETRY, Duration.ofMinutes(30), true);
      runs(accepted("r2", on(Outcome.SUCCEEDED, SLACK)));
      runs(succeeded("r2"));
      sent(command(SLACK));

      assertThat(sent()).extracting(NotificationSent::runId).containsExactly("r2");
    }

    @Test
    void anUnreadableObservationIsADeadLetterAndTheDeliveryGoesOn() {
      Deliver first = begun();
      driver.bare(TOPICS.observations("notifier"), "{");
      assertThat(driver.on(TOPICS.deadLetters("notifier"))).hasSize(1);
      sent(first);

      assertThat(sent()).hasSize(1);
    }

    @Test
    void anEndOfARunThatCannotBeReadIsSaidToHaveBeenToldToNobody() {
      driver.unreadable(TOPICS.runs(), "r1", RunCompleted.class);

      assertThat(failed()).extracting(NotificationFailed::channel).containsExactly("log");
      assertThat(failed().get(0).cause()).contains("dead letter");
    }
  }

  /** Of a run that was told to the log already. */
  private Deliver begun() {
    runs(accepted(on(Outcome.SUCCEEDED, SLACK)));
    runs(succeeded("r1"));
    List<Deliver> commands = commands();
    commands.stream().filter(c -> c.channel().equals("log")).forEach(c -> sent(c));
    told = driver.all(NotificationSent.class).size();
    return commands.stream().filter(c -> c.channel().equals(SLACK)).findFirst().orElseThrow();
  }

  /** Refuses every attempt, a step late at most; returns when each but the first was seen. */
  private List<Instant> failing(Duration time, Duration step) {
    var tries = new ArrayList<Instant>();
    Instant until = driver.now().plus(time);
    observed(new Deliver("r1", About.OUTCOME, SLACK, 1, false, null, null), RETRY, null, false);
    while (driver.now().isBefore(until)) {
      driver.pass(step);
      for (Deliver d : commands()) {
        tries.add(driver.now());
        observed(d, RETRY, null, false);
      }
    }
    return tries;
  }

  private void runs(Event event) {
    driver.event(TOPICS.runs(), "r1", event);
  }

  private void sent(Deliver command) {
    observed(command, SENT, null, false);
  }

  private void observed(
      Deliver command, DeliveryObserved.Result result, Duration after, boolean maybe) {
    var seen =
        new DeliveryObserved(
            command.runId(),
            command.about(),
            command.channel(),
            command.attempt(),
            result,
            after,
            maybe,
            result == NOT_BEGUN ? "as Mayfly says" : "as the test says");
    driver.bare(TOPICS.observations("notifier"), Json.text(seen));
  }

  /** Those that were published since the last call. */
  private List<Deliver> commands() {
    List<Deliver> all = driver.all(Deliver.class);
    List<Deliver> found = all.subList(commandsRead, all.size());
    commandsRead = all.size();
    return found;
  }

  private Deliver command(String channel) {
    List<Deliver> found = commands().stream().filter(c -> c.channel().equals(channel)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<NotificationSent> sent() {
    List<NotificationSent> all = driver.all(NotificationSent.class);
    return all.subList(told, all.size());
  }

  private List<NotificationFailed> failed() {
    return driver.all(NotificationFailed.class);
  }
}
