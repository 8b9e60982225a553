package dev.mayfly.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a command wrote to one of its streams. Of a long output the beginning and the end are kept,
 * three files in all, each no longer than the cap.
 */
public final class Output {

  private final Path beginning;

  Output(Path beginning) {
    this.beginning = beginning;
  }

  /**
   * The files there are, in the order in which they were written; between the first and the others
   * text may be missing.
   */
  public List<Path> files() {
    return Stream.of("", ".1", ".2")
        .map(part -> beginning.resolveSibling(beginning.getFileName() + part))
        .filter(Files::exists)
        .toList();
  }

  /** The last bytes as text, at most so many. Complete once the process is {@link State.Exited}. */
  public String tail(int bytes) {
    List<Path> files = files();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    try {
      long skip = -bytes;
      for (Path file : files) {
        skip += Files.size(file);
      }
      for (Path file : files) {
        skip -= append(file, Math.max(0, skip), tail);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tail.toString(StandardCharsets.UTF_8);
  }

  /** Adds what follows the first bytes of a file, and tells the file's size. */
  private static long append(Path file, long skip, ByteArrayOutputStream out) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      if (skip < size) {
        byte[] rest = new byte[(int) (size - skip)];
        in.seek(skip);
        in.readFully(rest);
        out.writeBytes(rest);
      }
      return size;
    }
  }
}
