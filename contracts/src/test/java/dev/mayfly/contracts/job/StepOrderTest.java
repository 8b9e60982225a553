package dev.mayfly.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepOrderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a | 1
          a b c | 3
          a b:a c:b | 1
          a l:a r:a z:l,r | 2
          a b:a c:a d:a e:b,c,d | 3
          a b c:a d:a,b e:c | 2
          a b:a c:a d:b e:b f:c g:c | 4
          z:l,r l:a r:a a | 2
          """)
  void theWidthIsTheMostStepsThatCanRunAtOnce(String steps, int width) {
    assertThat(order(steps).width()).isEqualTo(width);
  }

  @Test
  void theWidthIsThatOfTheLargestSetOfStepsOfWhichNoneIsBeforeAnother() {
    var random = new Random(7);
    for (int n = 0; n < 200; n++) {
      var steps = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        var after = new ArrayList<String>();
        for (int k = 0; k < i; k++) {
          if (random.nextInt(4) == 0) {
            after.add("s" + k);
          }
        }
        steps.append(" s").append(i).append(after.isEmpty() ? "" : ":" + String.join(",", after));
      }
      StepOrder order = order(steps.toString().trim());
      assertThat(order.width()).as(steps.toString()).isEqualTo(largestAntichain(order, 9));
    }
  }

  private static int largestAntichain(StepOrder order, int steps) {
    int largest = 0;
    for (int set = 1; set < 1 << steps; set++) {
      boolean free = true;
      for (int i = 0; i < steps; i++) {
        for (int k = 0; k < steps; k++) {
          free &= (set >> i & set >> k & 1) == 0 || !order.before("s" + i).contains("s" + k);
        }
      }
      largest = free ? Math.max(largest, Integer.bitCount(set)) : largest;
    }
    return largest;
  }

  @Test
  void beforeAStepAreThoseItNamesAndAllBeforeThem() {
    StepOrder order = order("a l:a r:a z:l,r other");
    assertThat(order.before("z")).containsExactlyInAnyOrder("a", "l", "r");
    assertThat(order.before("a")).isEmpty();
    assertThat(order.before("nobody")).isEmpty();
  }

  @Test
  void aCircleAndAnUnknownNameAreNoTroubleHere() {
    StepOrder order = order("a:c b:a,nobody c:b");
    assertThat(order.before("a")).containsExactlyInAnyOrder("a", "b", "c");
  }

  /** Names with those they are after: {@code a b:a c:a,b}. */
  private static StepOrder order(String text) {
    List<JobSpec.Step> steps = new ArrayList<>();
    for (String step : text.split(" ")) {
      String[] parts = step.split(":");
      List<String> after = parts.length == 1 ? List.of() : List.of(parts[1].split(","));
      steps.add(
          new JobSpec.Step(
              parts[0], "", null, null, null, null, null, null, null, null, null, null, after, null,
              null));
    }
    return StepOrder.of(steps);
  }
}
