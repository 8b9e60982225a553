package dev.mayfly.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingOutputTest {
  @TempDir Path dir;

  @Test
  void theFileAndItsPredecessorNeverPassTwiceTheLimitAndTheNewestLinesStay() throws IOException {
    Path file = dir.resolve("broker.log");
    try (PrintStream out =
        new PrintStream(new RollingOutput(file, 1_000), true, StandardCharsets.UTF_8)) {
      for (int i = 0; i < 1_000; i++) {
        out.println("line " + i);
      }
    }

    assertThat(Files.size(file)).isLessThanOrEqualTo(1_000);
    assertThat(Files.size(dir.resolve("broker.log.1"))).isLessThanOrEqualTo(1_000);
    assertThat(Files.readString(file)).endsWith("line 999" + System.lineSeparator());
    try (var files = Files.list(dir)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void whatWasThereCounts() throws IOException {
    Path file = Files.write(dir.resolve("broker.log"), new byte[990]);
    try (RollingOutput out = new RollingOutput(file, 1_000)) {
      out.write(new byte[20]);
    }

    assertThat(Files.size(file)).isEqualTo(20);
    assertThat(Files.size(dir.resolve("broker.log.1"))).isEqualTo(990);
  }
}
