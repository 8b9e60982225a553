package dev.mayfly.cluster.provider.local;

import dev.mayfly.process.GuardedProcess;
import dev.mayfly.process.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The master or one worker of a cluster, as a process that ends by itself when nobody renews it.
 */
final class Daemon {
  private final String name;
  private final Path dir;
  private final GuardedProcess process;

  Daemon(Path clusterDir, String name) {
    this.name = name;
    this.dir = clusterDir.resolve(name);
    this.process = GuardedProcess.at(dir);
  }

  void start(
      LocalProfile profile, Path logConf, Duration expiry, String mainClass, List<String> args) {
    var command = new ArrayList<String>();
    command.add(profile.sparkHome().resolve("bin/spark-class").toString());
    command.add(mainClass);
    command.addAll(args);
    process.start(
        command,
        Map.of(
            "SPARK_HOME",
            profile.sparkHome().toString(),
            "SPARK_LOCAL_IP",
            "127.0.0.1",
            "SPARK_DAEMON_MEMORY",
            "512m",
            "SPARK_DAEMON_JAVA_OPTS",
            profile.daemonOptions() + " -Dlog4j2.configurationFile=" + logConf.toUri()),
        expiry);
  }

  boolean wasStarted() {
    return !(process.state() instanceof State.Absent);
  }

  boolean isRunning() {
    return process.settle() instanceof State.Running;
  }

  void renew() {
    if (isRunning()) {
      process.renew(GuardedProcess.sinceBoot());
    }
  }

  /** Also one that another process is about to start. */
  void end() {
    process.forbid();
    process.kill();
  }

  /** The first group of the first place in its log where the form is found. */
  Optional<String> logged(Pattern form) {
    try {
      for (Path file : process.stderr().files()) {
        Matcher m = form.matcher(Files.readString(file, StandardCharsets.UTF_8));
        if (m.find()) {
          return Optional.of(m.group(1));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How it ended, with its own last words, for people. */
  String epitaph() {
    String last = process.stderr().tail(600).strip();
    return "the "
        + name
        + " ended ("
        + process.state()
        + ")"
        + (last.isEmpty() ? "" : "; it said last: " + last);
  }

  Path executors() {
    return dir.resolve("executors");
  }
}
