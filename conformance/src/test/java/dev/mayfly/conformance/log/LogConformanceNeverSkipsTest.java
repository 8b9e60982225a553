package dev.mayfly.conformance.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The suite proves something: a log that does nothing passes none of it. */
class LogConformanceNeverSkipsTest {

  @Test
  void aLogThatDoesNothingFailsEveryTest() {
    Events tests = run(NoLogConformance.class);

    assertThat(tests.started().count()).isGreaterThan(15);
    assertThat(tests.failed().count()).isEqualTo(tests.started().count());
    assertThat(tests.skipped().count()).isZero();
  }

  @Test
  void theFakeSkipsNothing() {
    Events tests = run(FakeLogConformanceTest.class);

    assertThat(tests.skipped().count()).isZero();
    assertThat(tests.aborted().count()).isZero();
    assertThat(tests.succeeded().count()).isEqualTo(tests.started().count());
  }

  private static Events run(Class<?> suite) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(suite))
        .execute()
        .testEvents();
  }
}
