package dev.mayfly.bench.schedules;

import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.util.Arrays;

/** All of it, in one run: {@code POSTGRESQL [--count N] …}, where a dash is no PostgreSQL. */
public final class Schedules {
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
    System.out.println("== Mayfly");
    var connection = new KafkaConnection(KafkaFixture.bootstrapServers());
    Result mayfly = new MayflySchedules(connection, load).run();
    System.out.println("== queue");
    new QueuedRuns(connection, load.queued()).run();
    System.out.println("== db-scheduler");
    if (database.startsWith("jdbc:")) {
      Result other = new DbScheduler(load).run(database);
      System.out.println("== Mayfly against db-scheduler\n" + mayfly.against(other));
    } else {
      System.out.println("not run: " + database);
    }
  }
}
