package dev.mayfly.cluster.provider.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The configuration folder of masters and workers: ours, not the distribution's, since their
 * addresses are read from what they log.
 */
final class DaemonLog {
  private static final String LOG4J =
      """
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.target = SYSTEM_ERR
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex
      """;

  private DaemonLog() {}

  /**
   * Whole or not at all: a daemon that starts just then would read half of it, log nothing, and
   * never be seen to listen.
   */
  static Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "log4j2", ".tmp");
      Files.writeString(temporary, LOG4J);
      return Files.move(
          temporary,
          folder.resolve("daemon-log4j2.properties"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    }
  }
}
