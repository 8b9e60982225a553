package dev.mayfly.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaBrokerTest {
  @TempDir Path dir;

  @Test
  void aRestartOnTheSameFolderAndPortKeepsTheClusterAndItsRecords() throws Exception {
    BrokerOptions options = BrokerOptions.in(dir);
    String clusterId;
    int port;
    try (KafkaBroker first = KafkaBroker.start(options)) {
      String servers = first.bootstrapServers();
      port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
      clusterId = Records.clusterId(servers);
      Records.createTopic(servers, "birds");
      Records.sendInOneTransaction(servers, "birds", true, "wren", "robin");
      Records.sendInOneTransaction(servers, "birds", false, "dodo");
      assertThat(Records.committed(servers, "birds")).containsExactly("wren", "robin");
    }
    try (KafkaBroker second = KafkaBroker.start(options.withPort(port))) {
      assertThat(second.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      assertThat(Records.clusterId(second.bootstrapServers())).isEqualTo(clusterId);
      assertThat(Records.committed(second.bootstrapServers(), "birds"))
          .containsExactly("wren", "robin");

      second.kill();
      assertThat(second.alive()).isFalse();
    }
    try (KafkaBroker third = KafkaBroker.start(options.withPort(port))) {
      assertThat(Records.committed(third.bootstrapServers(), "birds"))
          .as("what was committed before a kill -9")
          .containsExactly("wren", "robin");
    }
  }

  @Test
  void aBrokerDiesWithItsParentAndItsSuccessorWaitsForTheFolder() throws Exception {
    Process parent = parent(true);
    ProcessHandle broker = brokerOf(parent);

    parent.destroyForcibly().waitFor();

    try (KafkaBroker successor = KafkaBroker.start(BrokerOptions.in(dir))) {
      assertThat(successor.alive()).isTrue();
    }
    broker.onExit().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aBrokerMayOutliveItsParent() throws Exception {
    Process parent = parent(false);
    ProcessHandle broker = brokerOf(parent);
    try {
      parent.destroyForcibly().waitFor();

      assertThatThrownBy(() -> broker.onExit().get(2, TimeUnit.SECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
    } finally {
      broker.destroyForcibly();
      broker.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTakenPortIsToldWithTheEndOfTheLogAndLeavesNoProcess() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BrokerOptions options = BrokerOptions.in(dir).withControllerPort(taken.getLocalPort());

      assertThatThrownBy(() -> KafkaBroker.start(options.withPort(freePort())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended with exit code 1")
          .hasMessageContaining("Address already in use");
    }
    try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
      assertThat(children.filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void aBadOptionIsRefusedWithAGoodValue() {
    BrokerOptions options = BrokerOptions.in(dir);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withPort(70_000))
        .withMessageContaining("port is 70000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withMaxHeapMb(64))
        .withMessageContaining("384 is a good value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withPort(9092).withControllerPort(9092))
        .withMessageContaining("must differ");
  }

  private Process parent(boolean diesWithParent) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ParentMain.class.getName(),
            dir.toString(),
            Boolean.toString(diesWithParent))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static ProcessHandle brokerOf(Process parent) throws IOException {
    BufferedReader out = parent.inputReader();
    return ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
