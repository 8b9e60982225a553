package dev.mayfly.bench.schedules;

import dev.mayfly.embedded.BrokerOptions;
import dev.mayfly.embedded.KafkaBroker;
import dev.mayfly.engine.kafka.KafkaConnection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** All of it, in one run: {@code POSTGRESQL [--count N] …}, where a dash is no PostgreSQL. */
public final class Schedules {
  /** Those that Kafka starts a broker with itself. */
  private static final List<String> KAFKAS_OWN =
      List.of(
          "-Xms1g",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent");

  private Schedules() {}

  public static void main(String[] args) throws Exception {
    String database = args[0];
    Load load;
    try {
      load = Load.of(Arrays.asList(args).subList(1, args.length));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(64);
      return;
    }
    Result mayfly = mayfly(load);
    System.out.println("== db-scheduler");
    if (database.startsWith("jdbc:")) {
      Result other = new DbScheduler(load).run(database);
      System.out.println("== Mayfly against db-scheduler\n" + mayfly.against(other));
    } else {
      System.out.println("not run: " + database);
    }
  }

  private static Result mayfly(Load load) throws Exception {
    var options =
        BrokerOptions.in(Path.of("kafka")).withMaxHeapMb(1_024).withJvmOptions(KAFKAS_OWN);
    try (KafkaBroker broker = KafkaBroker.start(options)) {
      var connection = new KafkaConnection(broker.bootstrapServers());
      System.out.println("== Mayfly");
      Result result = new MayflySchedules(connection, load).run();
      System.out.println("== queue");
      new QueuedRuns(connection, load.queued()).run();
      return result;
    }
  }
}
