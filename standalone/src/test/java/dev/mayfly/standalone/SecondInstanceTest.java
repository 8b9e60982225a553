package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.LeaseGranted;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Two instances of a service, of which the busy one is killed and never comes back. */
@Tag("slow")
class SecondInstanceTest {
  private static final List<String> DECIDING = List.of("scheduler", "cluster", "notifier");
  private static final Duration TOGETHER = Duration.ofMinutes(2);

  @TempDir static Path data;
  private static FourWorld world;

  @BeforeAll
  static void light() throws IOException {
    world =
        FourWorld.start(
            data,
            Map.of(
                "mayfly.times.driver-lease", "10s",
                "mayfly.times.silence", "12s",
                "mayfly.times.grace", "30s",
                "mayfly.times.expiry", "60s"));
    for (String service : DECIDING) {
      awaitInstances("mayfly-" + service, 1);
      world.jvms().startSecond(service);
    }
    DECIDING.forEach(service -> awaitInstances("mayfly-" + service, 2));
  }

  @AfterAll
  static void putOut() {
    if (world != null) {
      world.close();
    }
  }

  @ParameterizedTest
  @FieldSource("DECIDING")
  void theStandbyDecidesOnAndTheRunEndsAsIfNothingHadBeen(String service) throws IOException {
    try (WatchedRun run = world.birds(service + "-of-two-killed", 1)) {
      run.await(Moment.STEP_STARTED);
      world.jvms().service(service).kill();

      run.assertSucceeded();
      if (!service.equals("notifier")) {
        run.assertToldWithoutDoubt();
      }
      world.jvms().assertAlive();
    }
  }

  /** An assignment never moves: the attempt is given up when its driver is proved dead. */
  @Test
  void theRunOfASubmitterThatIsGoneIsTriedAgainOnTheOther() throws IOException {
    ServiceJvm second = world.jvms().startSecond("submit");
    try (WatchedRun run = world.birdsTwice("submitter-of-two-killed")) {
      LeaseGranted lease =
          world.said().await(LeaseGranted.class, l -> "submitter-of-two-killed".equals(l.runId()));
      run.await(Moment.STEP_STARTED);
      boolean holdsFirst = lease.submitter().equals(idOf("submit"));
      (holdsFirst ? world.jvms().service("submit") : second).kill();

      assertThat(run.completed().outcome())
          .as(run.completed().toString())
          .isEqualTo(Outcome.SUCCEEDED);
      run.assertOnceAndGone(2);
      run.assertToldWithoutDoubt();
      assertThat(
              world
                  .said()
                  .all(AttemptEnded.class, a -> a.runId().equals("submitter-of-two-killed")))
          .extracting(AttemptEnded::outcome)
          .containsExactly(Outcome.LOST, Outcome.SUCCEEDED);
      world.jvms().assertAlive();
    }
  }

  private static String idOf(String folder) throws IOException {
    return Files.readString(world.layout().service(folder).resolve("submitter-id")).strip();
  }

  /** The first of them has what is decided; a second only follows. */
  private static void awaitInstances(String group, int count) {
    try (Admin admin = new TestKafka(world.jvms().bootstrapServers()).admin()) {
      Awaitility.await(count + " instances in " + group)
          .atMost(TOGETHER)
          .until(
              () -> {
                ConsumerGroupDescription found = describe(admin, group);
                return found.groupState() == GroupState.STABLE
                    && found.members().size() == count
                    && found.members().stream()
                        .filter(m -> m.groupInstanceId().orElse("").startsWith("slot-0-"))
                        .anyMatch(m -> !m.assignment().topicPartitions().isEmpty());
              });
    }
  }

  private static ConsumerGroupDescription describe(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    return admin.describeConsumerGroups(List.of(group)).all().get().get(group);
  }
}
