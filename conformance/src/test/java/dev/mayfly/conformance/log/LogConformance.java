package dev.mayfly.conformance.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mayfly.conformance.log.LogUnderTest.Instance;
import dev.mayfly.conformance.log.LogUnderTest.Writer;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.topic.Reads;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.testkit.log.FencedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Mayfly relies on in a log and in a sequencer on it. Passed by a real broker with Kafka
 * Streams and by the fake, so that what the simulator shows is true of the real thing.
 */
@Timeout(60)
public abstract class LogConformance {
  private @Nullable LogUnderTest opened;

  protected abstract LogUnderTest open();

  @BeforeEach
  void openLog() {
    opened = open();
  }

  @AfterEach
  void closeLog() {
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  void whatWasSentIsReadInOrderAsItWas() {
    log().send(requests(), null, Map.of("kind", "wren", "leer", ""), bytes("first"));
    log().send(requests(), "robin", Map.of(), null);

    List<Input.Received> read = log().read(requests());

    assertThat(read).extracting(r -> text(r.value())).containsExactly("first", null);
    assertThat(read).extracting(Input.Received::key).containsExactly(null, "robin");
    assertThat(read.get(0).headers()).isEqualTo(Map.of("kind", "wren", "leer", ""));
    assertThat(read).extracting(Input.Received::offset).containsExactly(0L, 1L);
    assertThat(read).extracting(Input.Received::id).doesNotHaveDuplicates();
  }

  @Test
  void anOpenTransactionIsNotSeenNorWhatFollowsIt() {
    Writer writer = log().writer("w");
    writer.begin();
    writer.send(requests(), null, bytes("inside"));
    writer.flush();
    log().send(requests(), null, Map.of(), bytes("after"));

    assertThat(texts(requests())).isEmpty();

    writer.commit();
    log().await("both to be seen", () -> texts(requests()).equals(List.of("inside", "after")));
  }

  @Test
  void anAbortedTransactionIsNeverSeen() {
    Writer writer = log().writer("w");
    writer.begin();
    writer.send(requests(), null, bytes("dodo"));
    writer.send(topic().runs(), null, bytes("dodo"));
    writer.abort();
    writer.begin();
    writer.send(requests(), null, bytes("wren"));
    writer.commit();

    log().await("the committed one to be seen", () -> texts(requests()).contains("wren"));
    assertThat(texts(requests())).containsExactly("wren");
    assertThat(texts(topic().runs())).isEmpty();
  }

  @Test
  void aWriterIsFencedByTheNextOfItsIdAndItsOpenTransactionAborted() {
    Writer zombie = log().writer("w");
    zombie.begin();
    zombie.send(requests(), null, bytes("zombie"));

    Writer successor = log().writer("w");
    successor.begin();
    successor.send(requests(), null, bytes("successor"));
    successor.commit();

    assertThatExceptionOfType(FencedException.class).isThrownBy(zombie::commit);
    log().await("the successor to be seen", () -> texts(requests()).contains("successor"));
    assertThat(texts(requests())).containsExactly("successor");
  }

  @Test
  void positionsAreCommittedWithTheTransactionOrNotAtAll() {
    Writer writer = log().writer("w");
    writer.begin();
    writer.position("birds", requests(), 7);
    writer.abort();
    assertThat(log().position("birds", requests())).isEmpty();

    writer.begin();
    writer.position("birds", requests(), 9);
    writer.commit();
    log().await("the position", () -> log().position("birds", requests()).orElse(0) == 9);
  }

  @Test
  void installingPutsTheSequencersAtTheBeginningOfWhatIsPromised() {
    String group = Reads.of(topic(), "scheduler").group(topic());

    assertThat(log().position(group, requests())).hasValue(0);
    assertThat(log().position(group, topic().heartbeats())).isEmpty();
  }

  @Test
  void everyInputIsDecidedOnceAndInOrderAcrossACrash() {
    var decision = new TallyDecision(topic());
    decision.crash(true);
    say("one", "two", "crash", "four");
    Instance first = log().start(decision);
    log().await("the crash", first::gaveUp);
    first.stop();
    decision.crash(false);
    say("five");

    log().start(decision);

    awaitCounted("one 1", "two 2", "crash 3", "four 4", "five 5");
  }

  @Test
  void aRestartKeepsStateAndPositionsAndDecidesNothingAgain() {
    Instance first = log().start(new TallyDecision(topic()));
    say("one", "two");
    awaitCounted("one 1", "two 2");
    first.stop();

    log().start(new TallyDecision(topic()));
    say("three");

    awaitCounted("one 1", "two 2", "three 3");
  }

  @Test
  void aTransactionThatIsAbortedIsNoInput() {
    log().start(new TallyDecision(topic()));
    Writer writer = log().writer("w");
    writer.begin();
    writer.send(requests(), null, bytes("dodo"));
    writer.abort();
    say("wren");

    awaitCounted("wren 1");
  }

  @Test
  void whatItPublishesHasIdsDerivedFromTheInputAndNoTwoAlike() {
    log().start(new TallyDecision(topic()));
    say("one", "one");
    awaitCounted("one 1", "one 2");

    List<String> expected =
        log().read(requests()).stream()
            .map(r -> Json.sha256(r.id() + "#0").substring(0, 32))
            .toList();
    assertThat(log().read(topic().runs()))
        .extracting(r -> r.headers().get("ce_id"))
        .isEqualTo(expected)
        .doesNotHaveDuplicates();
  }

  @Test
  void aTombstoneIsPublished() {
    log().start(new TallyDecision(topic()));
    say("gone");
    awaitCounted("gone 1");

    List<Input.Received> assignments = log().read(topic().assignments());
    assertThat(assignments).hasSize(1);
    assertThat(assignments.get(0).value()).isNull();
    assertThat(assignments.get(0).key()).isEqualTo("tally");
  }

  @Test
  void aHintThatWasSentBeforeTheFirstStartIsHandled() {
    log().send(topic().heartbeats(), null, Map.of(), bytes("beat"));

    log().start(new TallyDecision(topic()));

    awaitCounted("beat 1");
  }

  @Test
  void aTimerFiresOnceThoughNothingElseHappens() {
    log().start(new TallyDecision(topic()));
    say("arm t 100");
    awaitCountedFirst("arm t 100 1");

    log().passTime(Duration.ofMillis(150));
    awaitCounted("arm t 100 1", "timer t 2");

    log().passTime(Duration.ofMillis(150));
    say("end");
    awaitCounted("arm t 100 1", "timer t 2", "end 3");
  }

  @Test
  void aTimerThatIsDisarmedDoesNotFireAndOneSetAgainFiresAtItsNewTime() {
    log().start(new TallyDecision(topic()));
    say("arm a 1000", "arm b 1000", "arm c 1500", "disarm a", "arm b 2000");
    awaitCountedFirst("arm a 1000 1", "arm b 1000 2", "arm c 1500 3", "disarm a 4", "arm b 2000 5");

    log().passTime(Duration.ofMillis(2100));

    awaitCounted(
        "arm a 1000 1",
        "arm b 1000 2",
        "arm c 1500 3",
        "disarm a 4",
        "arm b 2000 5",
        "timer c 6",
        "timer b 7");
  }

  @Test
  void aTimerOutlivesARestart() {
    Instance first = log().start(new TallyDecision(topic()));
    say("arm t 200");
    awaitCountedFirst("arm t 200 1");
    first.stop();
    log().passTime(Duration.ofMillis(250));

    log().start(new TallyDecision(topic()));

    awaitCounted("arm t 200 1", "timer t 2");
  }

  @Test
  void whatWasSaidBeforeATimerWasDueCountsFirstHoweverMuchItIs() {
    Instance first = log().start(new TallyDecision(topic()));
    say("arm t 4000");
    awaitCounted("arm t 4000 1");
    first.stop();
    sayALotUntilATimerIsDue();

    log().start(new TallyDecision(topic()));

    log().await("the timer", () -> counted().contains("timer t 3002"));
  }

  @Test
  void aTimerThatWaitsForOneTopicAloneWaitsForThatHoweverMuchIsSaidElsewhere() {
    Instance first = log().start(new TallyDecision(topic()));
    say("arm t 4000", "arm job/t 4000");
    awaitCounted("arm t 4000 1", "arm job/t 4000 2");
    first.stop();
    log().send(topic().jobs(), "j", Map.of(), bytes("job"));
    sayALotUntilATimerIsDue();

    log().start(new TallyDecision(topic()));

    log().await("the timers", () -> counted().contains("timer t 3005"));
    assertThat(place("job ")).isLessThan(place("timer job/t "));
    assertThat(place("timer job/t ")).isLessThan(place("timer t "));
  }

  @Test
  void aDecisionThatThrowsIsDeadLetteredAndQuarantinedAndTheNextIsHandled() {
    log().start(new TallyDecision(topic()));
    log().send(requests(), "robin", Map.of("kind", "x"), bytes("boom"));
    say("next");

    awaitCounted("quarantined 1", "next 2");

    List<Input.Received> letters = log().read(topic().deadLetters("scheduler"));
    assertThat(letters).extracting(r -> text(r.value())).containsExactly("boom");
    assertThat(letters.get(0).key()).isEqualTo("robin");
    assertThat(letters.get(0).headers())
        .containsEntry("kind", "x")
        .containsEntry("mayfly_topic", requests())
        .containsEntry("mayfly_position", "0/0")
        .extractingByKey("mayfly_reason")
        .asString()
        .contains("boom");
  }

  @Test
  void aRecordOrAStateThatIsTooLargeIsADeadLetterAndTheNextIsHandled() {
    log().start(new TallyDecision(topic()));
    say("big", "bigstate", "next");

    awaitCounted("quarantined 1", "quarantined 2", "next 3");

    assertThat(log().read(topic().deadLetters("scheduler")))
        .extracting(r -> text(r.value()))
        .containsExactly("big", "bigstate");
  }

  @Test
  void aSequencerGivesUpWhenPromisedOffsetsAreLost() {
    Instance first = log().start(new TallyDecision(topic()));
    say("one");
    awaitCounted("one 1");
    first.stop();
    say("two", "three");
    log().trim(requests(), 2);

    Instance second = log().start(new TallyDecision(topic()));

    log().await("it to give up", second::gaveUp);
    assertThat(counted()).containsExactly("one 1");
  }

  private LogUnderTest log() {
    return Objects.requireNonNull(opened);
  }

  private Topics topic() {
    return log().topics();
  }

  private String requests() {
    return topic().requests();
  }

  private void say(String... words) {
    for (String word : words) {
      log().send(requests(), null, Map.of(), bytes(word));
    }
  }

  private void awaitCounted(String... expected) {
    awaitCountedFirst(expected);
    assertThat(counted()).containsExactly(expected);
  }

  private void awaitCountedFirst(String... expected) {
    log().await(expected.length + " events", () -> counted().size() >= expected.length);
    assertThat(counted()).startsWith(expected);
  }

  /** A timer of four seconds. */
  private void sayALotUntilATimerIsDue() {
    Writer writer = log().writer("w");
    writer.begin();
    IntStream.range(0, 3000).forEach(i -> writer.send(requests(), null, bytes("said")));
    writer.commit();
    log().passTime(Duration.ofMillis(4100));
  }

  private int place(String begin) {
    List<String> counted = counted();
    return IntStream.range(0, counted.size())
        .filter(i -> counted.get(i).startsWith(begin))
        .findFirst()
        .orElseThrow();
  }

  private List<String> counted() {
    var counted = new ArrayList<String>();
    for (Input.Received record : log().read(topic().runs())) {
      var event = Json.read(Objects.requireNonNull(record.value()), TallyDecision.Counted.class);
      counted.add(event.what() + " " + event.count());
    }
    return counted;
  }

  private List<String> texts(String topic) {
    return log().read(topic).stream().map(r -> text(r.value()) + "").toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String text(byte @Nullable [] value) {
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }
}
