package dev.mayfly.standalone;

import dev.mayfly.engine.streams.FatalExit;
import dev.mayfly.testkit.kafka.TestKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that stands still for so long that the broker gives it up, as in a long pause of its
 * machine, and then goes on where it was: what it still wants to say as the one it was is refused,
 * and the run ends as if nothing had been. Or the broker gives its worker's place to another.
 */
@Tag("slow")
class SuspendedServiceTest {
  /** Longer than a session and a transaction may last. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(40);

  /** The services may have been started a moment ago, all at once, on a busy machine. */
  private static final Duration JOINED = Duration.ofMinutes(2);

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

  @ParameterizedTest
  @CsvSource({
    "scheduler, LEASE_GRANTED",
    "cluster, CLUSTER_STARTING",
    "submit, STEP_STARTED",
    "notifier, RUN_COMPLETED"
  })
  void aServiceThatStandsStillPastItsSessionChangesNothingButTheTime(String service, Moment moment)
      throws IOException, InterruptedException {
    try (WatchedRun run = world.birds(service + "-suspended", 1)) {
      run.await(moment);
      ServiceJvm jvm = world.jvms().service(service);
      jvm.signal("STOP");
      if (service.equals("submit")) {
        // It is in no group. All that it was to look after comes and goes without it.
        Awaitility.await("the driver's end")
            .atMost(Duration.ofMinutes(1))
            .until(() -> Processes.mentioning(run.driverFolders()).isEmpty());
      } else {
        awaitGivenUp(service);
      }
      jvm.signal("CONT");

      run.assertSucceeded();
      if (!service.equals("notifier")) {
        run.assertToldWithoutDoubt();
      }
      world.jvms().assertAlive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "notifier"})
  void aServiceWhoseWorkerIsFencedEndsSoThatItsSupervisorStartsItAgain(String service)
      throws IOException, InterruptedException {
    ServiceJvm jvm = world.jvms().service(service);
    takePlaceOfWorker(service);
    jvm.awaitEnd(FatalExit.RESTART);
    jvm.start();
    try (WatchedRun run = world.birds(service + "-fenced", 1)) {
      run.assertSucceeded();
    }
    world.jvms().assertAlive();
  }

  private static void takePlaceOfWorker(String service) {
    String group = "mayfly-" + service + "-workers";
    String instance;
    try (Admin admin = new TestKafka(world.jvms().bootstrapServers()).admin()) {
      instance =
          Awaitility.await("a worker of " + service)
              .atMost(JOINED)
              .ignoreExceptionsInstanceOf(ExecutionException.class)
              .until(() -> members(admin, group), found -> !found.isEmpty())
              .iterator()
              .next()
              .groupInstanceId()
              .orElseThrow();
    }
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            world.jvms().bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            instance);
    try (var other =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      other.subscribe(List.of(world.jvms().topics().commands(service)));
      Awaitility.await("the worker's place")
          .atMost(JOINED)
          .pollInSameThread()
          .until(
              () -> {
                other.poll(Duration.ofMillis(100));
                return !other.assignment().isEmpty();
              });
    }
  }

  private static void awaitGivenUp(String service) {
    String group = "mayfly-" + service;
    try (Admin admin = new TestKafka(world.jvms().bootstrapServers()).admin()) {
      Awaitility.await("the broker has given up " + group)
          .atMost(GIVEN_UP)
          .until(() -> isWithoutMembers(admin, group) && isWithoutTransactions(admin, group));
    }
  }

  private static boolean isWithoutMembers(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    return members(admin, group).isEmpty();
  }

  private static Collection<MemberDescription> members(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members();
  }

  private static boolean isWithoutTransactions(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    var open = Set.of(TransactionState.ONGOING, TransactionState.PREPARE_ABORT);
    return admin
        .listTransactions(new ListTransactionsOptions().filterStates(open))
        .all()
        .get()
        .stream()
        .noneMatch(t -> t.transactionalId().startsWith(group));
  }
}
