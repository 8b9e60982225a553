package dev.mayfly.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The services as four JVMs: any one that is killed after any kind of event and started again
 * changes nothing but the time that a run takes. That is each service in each phase, and more: all
 * four at all {@link Moment}s, each in a run of its own.
 */
@Tag("slow")
class FourProcessesTest {
  @TempDir static Path data;
  private static FourWorld world;

  @BeforeAll
  static void light() throws IOException {
    world = FourWorld.start(data, Map.of());
  }

  @AfterAll
  static void putOut() {
    if (world != null) {
      world.close();
    }
  }

  static Stream<Arguments> everyServiceAtEveryMoment() {
    return ServiceSettings.NAMES.stream()
        .flatMap(service -> Stream.of(Moment.values()).map(m -> Arguments.of(service, m)));
  }

  @ParameterizedTest(name = "{0} killed at {1}")
  @MethodSource("everyServiceAtEveryMoment")
  void aServiceThatIsKilledAndStartedAgainChangesNothingButTheTime(String service, Moment moment)
      throws IOException {
    String runId = service + "-killed-at-" + moment.name().toLowerCase(Locale.ROOT);
    try (WatchedRun run = world.birds(runId, 1)) {
      run.await(moment);
      world.jvms().service(service).killAndStartAgain();

      run.assertSucceeded();
      if (!service.equals("notifier")) {
        run.assertToldWithoutDoubt();
      }
      world.jvms().assertAlive();
    }
  }
}
