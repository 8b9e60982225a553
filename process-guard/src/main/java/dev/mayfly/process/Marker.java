package dev.mayfly.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Who the guard is: its pid alone would not tell it from a later process with the same number.
 *
 * @param startTicks the guard's start time as {@code /proc/<pid>/stat} has it
 */
record Marker(long pid, long startTicks, String bootId, Instant startedAt) {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int START_TIME = 19;

  /** Empty when the text is not whole, as when its writer died in the middle. */
  static Optional<Marker> parse(String text) {
    String[] parts = text.strip().split(" ");
    if (parts.length != 4 || !text.endsWith("\n")) {
      return Optional.empty();
    }
    return Optional.of(
        new Marker(
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1]),
            parts[2],
            Instant.ofEpochSecond(Long.parseLong(parts[3]))));
  }

  boolean alive() throws IOException {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException e) {
      // No such file, or "no such process" when it ended while its file was read.
      return false;
    }
    // The name, in parentheses, may hold anything, blanks and parentheses too.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    boolean dead = fields[0].equals("Z") || fields[0].equals("X");
    return !dead
        && Long.parseLong(fields[START_TIME]) == startTicks
        && Files.readString(BOOT_ID).strip().equals(bootId);
  }
}
