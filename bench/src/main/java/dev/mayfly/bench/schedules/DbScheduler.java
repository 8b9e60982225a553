package dev.mayfly.bench.schedules;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteReschedule;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mayfly.bench.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The same schedules in db-scheduler, as its documentation has it for high throughput, and polling
 * often. What it executes asks for a run: one row, so that it is kept, as a tick of Mayfly's is.
 */
final class DbScheduler {
  private static final int THREADS = 20;
  private static final Duration POLLING = Duration.ofMillis(10);
  private static final Duration LONGEST_BURST = Duration.ofMinutes(2);
  private static final int BATCH = 1_000;

  private static final List<String> TABLE =
      List.of(
          """
          create table scheduled_tasks (
            task_name text not null, task_instance text not null, task_data bytea,
            execution_time timestamp with time zone not null, picked boolean not null,
            picked_by text, last_success timestamp with time zone,
            last_failure timestamp with time zone, consecutive_failures int,
            last_heartbeat timestamp with time zone, version bigint not null, priority smallint,
            primary key (task_name, task_instance))""",
          "create index on scheduled_tasks (execution_time)",
          "create index on scheduled_tasks (last_heartbeat)",
          "create table requests (job text not null, due timestamp with time zone not null)");

  private static final String ASK = "insert into requests (job, due) values (?, ?)";

  private final Load load;
  private final Fired fired;

  DbScheduler(Load load) {
    this.load = load;
    this.fired = new Fired(load);
  }

  /**
   * @param url of a database that is empty
   */
  Result run(String url) throws SQLException, InterruptedException {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(THREADS);
    try (var pool = new HikariDataSource(config);
        Connection connection = pool.getConnection()) {
      for (String statement : TABLE) {
        execute(connection, statement);
      }
      insert(connection, load.due(), load.count(), Instant.now());
      execute(connection, "vacuum analyze scheduled_tasks");
      System.out.printf("disk      %.0f bytes each%n", size(connection) / (double) load.count());
      Instant begin = Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
      fired.begin(load, begin);
      insert(connection, 0, load.due(), begin);
      return fire(pool);
    }
  }

  private Result fire(HikariDataSource pool) throws InterruptedException {
    CustomTask<Void> task =
        Tasks.custom("tick", Void.class)
            .execute((instance, context) -> executed(instance.getId(), context, pool));
    Scheduler scheduler =
        Scheduler.create(pool, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(1.0, 4.0)
            .pollingInterval(POLLING)
            .build();
    scheduler.start();
    try {
      Waiting.until(() -> Instant.now().isAfter(fired.burstAt()), Duration.ofHours(1));
      System.out.printf(
          "steady    %d of %d executed at %d/s%n",
          fired.seen().count(), load.steady(), load.rate());
      System.out.println("          begun   " + fired.decided().inWords());
      System.out.println("          visible " + fired.seen().inWords());
      Waiting.until(fired.burst()::isFull, LONGEST_BURST);
    } finally {
      scheduler.stop();
    }
    System.out.printf(
        "burst     %d at one instant: visible %.0f/s%n",
        fired.burst().count(), fired.result().perSecond());
    return fired.result();
  }

  private CompletionHandler<Void> executed(
      String id, ExecutionContext context, HikariDataSource pool) {
    Instant due = context.getExecution().getExecutionTime();
    Instant begun = Instant.now();
    try (Connection connection = pool.getConnection();
        PreparedStatement ask = connection.prepareStatement(ASK)) {
      ask.setString(1, id);
      ask.setTimestamp(2, Timestamp.from(due));
      ask.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("a run was not asked for", e);
    }
    fired.add(due, begun, Instant.now());
    return new OnCompleteReschedule<>(FixedDelay.ofHours(24));
  }

  private void insert(Connection connection, int first, int count, Instant begin)
      throws SQLException {
    String row =
        "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
            + " values ('tick', ?, ?, false, 1)";
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(row)) {
      for (int i = first; i < first + count; i++) {
        insert.setString(1, "job-" + i);
        insert.setTimestamp(2, Timestamp.from(load.due(i, begin)));
        insert.addBatch();
        if (i % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long size(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select pg_total_relation_size('scheduled_tasks')")) {
      found.next();
      return found.getLong(1);
    }
  }
}
