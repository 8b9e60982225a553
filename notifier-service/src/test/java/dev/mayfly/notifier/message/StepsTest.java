package dev.mayfly.notifier.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.notifier.message.Message.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {

  @Test
  void ofAStepThatIsKeptItIsToldWhereItRan() {
    var summary = new Summary(List.of(StepResult.of(new KeptStep("clean", "r0", null))), null);

    assertThat(Steps.facts(summary)).containsExactly(new Fact("Step clean", "kept from run r0"));
  }
}
