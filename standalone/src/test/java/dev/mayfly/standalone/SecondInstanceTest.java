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
import java.util.HashMap;
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
  private static final Map<String, ServiceJvm> SECOND = new HashMap<>();

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
      deciding(service, 1);
      SECOND.put(service, world.jvms().startSecond(service));
    }
    DECIDING.forEach(service -> deciding(service, 2));
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
      boolean first = deciding(service, 2).startsWith("slot-0-");
      (first ? world.jvms().service(service) : SECOND.get(service)).kill();

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

  /**
   * Returns when so many instances have agreed which of them decides; the one that was started
   * first has slot 0, and either may be it.
   *
   * @return its group instance id
   */
  private static String deciding(String service, int instances) {
    String group = "mayfly-" + service;
    try (Admin admin = new TestKafka(world.jvms().bootstrapServers()).admin()) {
      return Awaitility.await(instances + " instances in " + group + ", one of which decides")
          .atMost(TOGETHER)
          .until(() -> holders(describe(admin, group), instances), holders -> holders.size() == 1)
          .get(0);
    }
  }

  private static List<String> holders(ConsumerGroupDescription group, int instances) {
    return group.groupState() == GroupState.STABLE && group.members().size() == instances
        ? group.members().stream()
            .filter(m -> !m.assignment().topicPartitions().isEmpty())
            .map(m -> m.groupInstanceId().orElse(""))
            .toList()
        : List.of();
  }

  private static ConsumerGroupDescription describe(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    return admin.describeConsumerGroups(List.of(group)).all().get().get(group);
  }
}
