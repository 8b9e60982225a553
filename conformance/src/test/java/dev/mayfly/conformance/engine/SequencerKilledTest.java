package dev.mayfly.conformance.engine;

import static dev.mayfly.conformance.engine.TestInstallation.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.conformance.engine.FaultyClients.Point;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sequencers in JVMs of their own, frozen and killed in the middle of their transactions. */
@Timeout(600)
class SequencerKilledTest {
  private static final long SEED = 20260301;
  private static final int KILLS = 40;

  @TempDir Path dir;
  private final List<String> expected = new ArrayList<>();
  private TestInstallation installation;

  @BeforeEach
  void begin() {
    installation = new TestInstallation(KafkaFixture.bootstrapServers(), dir);
  }

  @AfterEach
  void end() {
    installation.close();
  }

  @Test
  void oneThatFreezesBeforeItsCommitIsRefusedWhenItWakesAndGoesOnWithWhatIsCommitted()
      throws Exception {
    try (var zombie = new SequencerProcess(installation, "FLUSHED", "3", "STOP")) {
      await("the freeze")
          .until(
              () -> {
                say(3);
                return zombie.isFrozen();
              });
      try (var successor = new SequencerProcess(installation)) {
        installation.awaitCounted(expected);
        zombie.thaw();
        await("the zombie to be refused")
            .until(() -> zombie.said().contains("commitTransaction failed: "));
        say(5);
        installation.awaitCounted(expected);
        assertThat(successor.isAlive()).isTrue();
      }
      say(3);
      installation.awaitCounted(expected);
      assertThat(zombie.isAlive()).isTrue();
    }
  }

  @Test
  @Tag("slow")
  void oneThatIsKilledAtManyPointsOfItsTransactionsCountsEachWordOnce() throws Exception {
    var random = new Random(SEED);
    List<Point> points = List.of(Point.values());
    for (int i = 0; i < KILLS; i++) {
      // One of each comes first.
      Point point = points.get(i < 3 ? i : random.nextInt(3));
      String nth = Integer.toString(1 + random.nextInt(point == Point.SENT ? 15 : 4));
      try (var doomed = new SequencerProcess(installation, point.name(), nth, "KILL")) {
        await("the kill at " + point + " " + nth)
            .until(
                () -> {
                  say(3);
                  return !doomed.isAlive();
                });
        assertThat(doomed.said()).contains(point + ": KILL");
      }
    }
    try (var last = new SequencerProcess(installation)) {
      installation.awaitCounted(expected);
      assertThat(last.isAlive()).isTrue();
    }
  }

  private void say(int words) {
    for (int i = 0; i < words; i++) {
      int number = expected.size() + 1;
      installation.say("word-" + number);
      expected.add("word-" + number + " " + number);
    }
  }
}
