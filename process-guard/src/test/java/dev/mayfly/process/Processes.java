package dev.mayfly.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the operating system says, asked without the code under test. */
final class Processes {

  private Processes() {}

  /** Pids of the living whose command line is exactly this. */
  static List<Long> running(String... command) {
    String wanted = String.join("\0", command) + "\0";
    return all(pid -> Files.readString(Path.of("/proc/" + pid + "/cmdline")).equals(wanted));
  }

  /**
   * Pids of all, helpers too, that have the directory on their command line: the guards and
   * watchers of a test.
   */
  static List<Long> naming(Path dir) {
    return all(
        pid -> Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains(dir.toString()));
  }

  static void signal(String signal, List<Long> pids) throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("kill", "-s", signal, "--"), pids.stream().map(String::valueOf))
            .toList();
    new ProcessBuilder(command).start().waitFor(5, TimeUnit.SECONDS);
  }

  private interface Question {
    boolean ask(String pid) throws IOException;
  }

  private static List<Long> all(Question question) {
    try (Stream<Path> files = Files.list(Path.of("/proc"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .filter(pid -> answer(question, pid))
          .map(Long::valueOf)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean answer(Question question, String pid) {
    try {
      return question.ask(pid);
    } catch (IOException e) {
      return false;
    }
  }
}
