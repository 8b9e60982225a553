package dev.mayfly.cluster.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonLogTest {
  @TempDir Path folder;

  @Test
  void whoReadsItWhileItIsWrittenAnewReadsAllOfIt() throws Exception {
    Path file = DaemonLog.write(folder);
    String whole = Files.readString(file);
    var writing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 2000; i++) {
                DaemonLog.write(folder);
              }
            });
    do {
      assertThat(Files.readString(file)).isEqualTo(whole);
    } while (!writing.isDone());
    writing.get();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
