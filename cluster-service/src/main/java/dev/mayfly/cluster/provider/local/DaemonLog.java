package dev.mayfly.cluster.provider.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

  static Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve("daemon-log4j2.properties"), LOG4J);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder, e);
    }
  }
}
