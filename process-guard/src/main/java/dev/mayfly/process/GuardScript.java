package dev.mayfly.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The guard itself: a bash script, put into the directory of the process it guards. The version
 * that started a process also stops and settles it, whatever version of this library asks.
 */
final class GuardScript {

  /**
   * The mark by which all that belongs to a command is found; a guard of its own must not carry the
   * mark of another.
   */
  static final String MARK = "MAYFLY_GUARD";

  private final Path dir;

  GuardScript(Path dir) {
    this.dir = dir;
  }

  /**
   * Where the script is; puts it there if it is not, by a rename, since bash reads a script while
   * it runs it.
   */
  Path file() throws IOException {
    Path file = dir.resolve("guard.sh");
    if (Files.exists(file)) {
      return file;
    }
    Files.createDirectories(dir);
    Path temporary = Files.createTempFile(dir, "guard", ".tmp");
    try (InputStream script = GuardScript.class.getResourceAsStream("guard.sh")) {
      if (script == null) {
        throw new IOException(
            "guard.sh is missing from the jar of process-guard; the build is broken");
      }
      Files.copy(script, temporary, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  /** Runs {@code bash guard.sh VERB DIR}. */
  void ask(String verb) throws IOException {
    execute(List.of("bash", file().toString(), verb, dir.toString()), Map.of());
  }

  /**
   * Runs a command that ends by itself soon.
   *
   * @return what it printed
   * @throws IOException with what it printed, when it failed or is not installed
   */
  static String execute(List<String> command, Map<String, String> env) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(env);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(
          "cannot start a guard: this host needs bash, util-linux 2.33 or newer and GNU coreutils",
          e);
    }
    process.getOutputStream().close();
    String printed;
    try (InputStream output = process.getInputStream()) {
      printed = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            printed.isEmpty() ? "failed without a word: " + command.get(0) : printed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a guard was asked");
    }
    return printed;
  }
}
