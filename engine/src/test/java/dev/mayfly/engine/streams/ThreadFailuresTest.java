package dev.mayfly.engine.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
  private final List<String> exits = new ArrayList<>();
  private final ThreadFailures failures =
      new ThreadFailures((code, why) -> exits.add(code + " " + why), "g", Duration.ZERO);

  @Test
  void aFailureThatPassesReplacesTheThreadFiveTimesAndNoMore() {
    var passing = new StreamsException(new TimeoutException("broker away"));
    for (int i = 0; i < 5; i++) {
      assertThat(failures.handle(passing)).isEqualTo(REPLACE_THREAD);
    }
    assertThat(exits).isEmpty();

    assertThat(failures.handle(passing)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(exits).singleElement().asString().startsWith("70 ");
  }

  @Test
  void aTransactionThatTheBrokerHasEndedReplacesTheThread() {
    var ended = new StreamsException(new InvalidTxnStateException("aborted by its time-out"));

    assertThat(failures.handle(ended)).isEqualTo(REPLACE_THREAD);

    assertThat(exits).isEmpty();
  }

  @Test
  void aBrokerThatIsFencedForAMomentReplacesTheThread() {
    var fenced =
        new StreamsException(
            "Could not create topic",
            new InvalidReplicationFactorException("All brokers are currently fenced."));

    assertThat(failures.handle(fenced)).isEqualTo(REPLACE_THREAD);

    assertThat(exits).isEmpty();
  }

  @Test
  void everyOtherFailureEndsTheProcess() {
    assertThat(failures.handle(new AssertionError("a bug"))).isEqualTo(SHUTDOWN_CLIENT);

    assertThat(exits).singleElement().asString().startsWith("70 ").contains("a bug");
  }

  @Test
  void lostOffsetsNeedAPersonAndTheMessageSaysWhatToDo() {
    var lost = new NoOffsetForPartitionException(Set.of(new TopicPartition("mayfly.runs", 0)));

    assertThat(failures.handle(new StreamsException(lost))).isEqualTo(SHUTDOWN_CLIENT);

    assertThat(exits)
        .singleElement()
        .asString()
        .startsWith("78 The group g has no valid offset on [mayfly.runs-0]")
        .contains("mayfly topics create")
        .contains("--reset-offsets --to-earliest");
  }

  @Test
  void aTopicThatWasMadeAgainNeedsAPersonAndTheMessageSaysWhatToDo() {
    var another = new TopicIdentity.MadeAgainException(Set.of("mayfly.requests"));

    assertThat(failures.handle(new StreamsException(another))).isEqualTo(SHUTDOWN_CLIENT);

    assertThat(exits)
        .singleElement()
        .asString()
        .startsWith("78 Topics were made again under the service: [mayfly.requests]; nothing of")
        .contains("--group g --topic <topic> --reset-offsets --to-earliest");
  }
}
