package dev.mayfly.notifier.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import dev.mayfly.notifier.Samples;
import dev.mayfly.notifier.message.Message.Fact;
import dev.mayfly.notifier.message.Message.Tone;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Test
  void aSuccessSaysWhatWasReadAndWrittenWhereTheTimeWentAndThatTheClusterIsGone() {
    Message message = Messages.of(Samples.succeeded("r1"));

    assertThat(message.title()).isEqualTo("birds succeeded");
    assertThat(message.tone()).isEqualTo(Tone.GOOD);
    assertThat(message.cause()).isNull();
    assertThat(message.facts())
        .containsExactly(
            new Fact("Run", "r1"),
            new Fact("Owner", "analytics"),
            new Fact("Took", "23.0s in 2 attempts"),
            new Fact(
                "Where the time went",
                "waiting 1.0s, cluster start 4.0s, driver start 4.0s, tasks 10.0s, summing up 1.0s,"
                    + " teardown 2.0s"),
            new Fact(
                "Step clean",
                "succeeded in 14.0s; read 1,234 rows (3.4 MiB), wrote 12 rows (1.2 KiB);"
                    + " 3 objects at s3a://mayfly/out/"),
            new Fact(
                "Cost", "about 0.0125 USD at list price; 21.0s of cluster, 11.0s of it unused"),
            new Fact("Logs", "s3://mayfly/logs/r1/"),
            new Fact("Cluster", "mf-7f3 is gone"));
  }

  @Test
  void aFailureSaysItsClassAndTheFirstLinesOfItsCause() {
    String cause = "java.lang.IllegalStateException: no birds\n" + "at line\n".repeat(50);
    Message message = Messages.of(Samples.failed(FailureClass.APPLICATION, cause));

    assertThat(message.title()).isEqualTo("birds failed (APPLICATION)");
    assertThat(message.tone()).isEqualTo(Tone.BAD);
    assertThat(message.cause()).startsWith("java.lang.IllegalStateException: no birds\nat line");
    assertThat(message.cause().lines()).hasSize(10);
  }

  @Test
  void anUnconfirmedTeardownIsAWarningEvenAfterSuccess() {
    Message message =
        Messages.of(Samples.completed("r1", Outcome.SUCCEEDED, null, null, Teardown.UNCONFIRMED));

    assertThat(message.tone()).isEqualTo(Tone.WARNING);
    assertThat(message.facts())
        .filteredOn(f -> f.label().equals("Cluster"))
        .singleElement()
        .satisfies(f -> assertThat(f.text()).contains("mf-7f3 is UNCONFIRMED"));
  }

  @Test
  void credentialsInAddressesAreLeftOut() {
    Message message =
        Messages.of(
            Samples.failed(FailureClass.APPLICATION, "cannot open jdbc://me:hunter2@db/birds"));

    assertThat(message.cause()).isEqualTo("cannot open jdbc://***@db/birds");
  }

  @Test
  void aLongCauseIsCut() {
    Message message = Messages.of(Samples.failed(FailureClass.APPLICATION, "x".repeat(100_000)));

    assertThat(message.cause()).hasSize(1000).endsWith("…");
  }
}
