package dev.mayfly.engine.spring;

import dev.mayfly.engine.kafka.KafkaConnection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;

/** Whether a broker answers; connects when it is first asked. */
final class BrokerHealth implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 2_000;

  private final KafkaConnection connection;
  private @Nullable Admin admin;

  BrokerHealth(KafkaConnection connection) {
    this.connection = connection;
  }

  void check() throws Exception {
    var options = new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS);
    try {
      admin().describeCluster(options).nodes().get(PATIENCE_MILLIS + 500, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      String why = e.getCause() == null ? "no answer" : e.getCause().getMessage();
      throw new IllegalStateException(
          "no broker answers at " + connection.bootstrapServers() + ": " + why, e);
    }
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = connection.admin();
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close();
    }
  }
}
