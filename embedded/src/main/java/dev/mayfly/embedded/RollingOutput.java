package dev.mayfly.embedded;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Appends to a file; when it is full, it becomes {@code <file>.1} and a new one begins. Both
 * together never take more than twice the limit.
 */
final class RollingOutput extends OutputStream {
  private final Path file;
  private final long limit;
  private OutputStream out;
  private long size;

  RollingOutput(Path file, long limit) throws IOException {
    this.file = file;
    this.limit = limit;
    this.out = open();
    this.size = Files.size(file);
  }

  @Override
  public synchronized void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (size > 0 && size + length > limit) {
      roll();
    }
    out.write(bytes, offset, length);
    size += length;
  }

  @Override
  public synchronized void flush() throws IOException {
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  private void roll() throws IOException {
    out.close();
    Files.move(
        file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    out = open();
    size = 0;
  }

  private OutputStream open() throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }
}
