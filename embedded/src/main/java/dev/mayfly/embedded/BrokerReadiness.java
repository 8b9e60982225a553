package dev.mayfly.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Waits until a broker serves clients. */
final class BrokerReadiness {
  private static final int QUOTED_LINES = 20;
  private static final int QUOTED_BYTES = 8192;

  private final Process process;
  private final int port;
  private final Path log;
  private final long deadlineNanos;

  private BrokerReadiness(Process process, int port, Path log, Duration deadline) {
    this.process = process;
    this.port = port;
    this.log = log;
    this.deadlineNanos = System.nanoTime() + deadline.toNanos();
  }

  static void await(Process process, int port, Path log, Duration deadline) throws IOException {
    BrokerReadiness readiness = new BrokerReadiness(process, port, log, deadline);
    try {
      // An Admin client complains loudly while nobody listens.
      while (!readiness.listens()) {
        readiness.pause();
      }
      readiness.awaitAnswer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "Interrupted while the Kafka broker was starting; it was killed.");
    }
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    Map<String, Object> config =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port);
    try (Admin admin = Admin.create(config)) {
      while (!answers(admin)) {
        pause();
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Ports.loopback(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean answers(Admin admin) throws InterruptedException {
    try {
      return !admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(2_000))
          .nodes()
          .get(3, TimeUnit.SECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** Also notices that somebody else answers on the port while our process has ended. */
  private void pause() throws IOException, InterruptedException {
    if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
      String end = lastLines();
      String message =
          "The Kafka broker on 127.0.0.1:%d ended with exit code %d while it was starting. Nothing runs now; the end of %s says why:%n%s"
              .formatted(port, process.exitValue(), log, end);
      throw end.contains("Address already in use") || end.contains("BindException")
          ? new PortTakenException(message)
          : new IOException(message);
    }
    if (System.nanoTime() > deadlineNanos) {
      throw new IOException(
          "The Kafka broker on 127.0.0.1:%d was not ready in time; it was killed. Start it again, or see the end of %s:%n%s"
              .formatted(port, log, lastLines()));
    }
  }

  private String lastLines() throws IOException {
    if (!Files.exists(log)) {
      return "(no log was written)";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - QUOTED_BYTES));
      byte[] tail = new byte[(int) Math.min(QUOTED_BYTES, file.length())];
      file.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
    }
  }
}
