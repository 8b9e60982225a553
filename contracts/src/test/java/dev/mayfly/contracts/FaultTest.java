package dev.mayfly.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultTest {

  @Test
  void aWrongValueReadsAsASentence() {
    assertThat(new Fault("cluster.workers", "-1", "a whole number from 1 to 10000"))
        .hasToString("cluster.workers: '-1' is not a whole number from 1 to 10000");
  }

  @Test
  void aMissingValueReadsAsASentence() {
    assertThat(new Fault("steps[0].name", null, "a name"))
        .hasToString("steps[0].name: missing; expected a name");
  }

  @Test
  void theWholeHasNoPath() {
    assertThat(new Fault("", "x", "a job")).hasToString("'x' is not a job");
  }

  @Test
  void aLongValueIsCutSoThatItCanStillBeWritten() {
    Fault fault = new Fault("x".repeat(1000), "x" + "\uD83D\uDC26".repeat(200), "y".repeat(1000));
    assertThat(fault.path()).hasSize(201).endsWith("x…");
    assertThat(fault.value()).hasSize(200).endsWith("\uD83D\uDC26…");
    assertThat(fault.expected()).hasSize(601);
    assertThat(Json.read(Json.bytes(fault), Fault.class)).isEqualTo(fault);
  }
}
