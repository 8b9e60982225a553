package dev.mayfly.submit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Who this submitter is: a UUID that its folder keeps, so that it is the same one after a restart.
 * The folder is locked for as long as it lives: two cannot be one.
 */
final class SubmitterId implements AutoCloseable {
  private final FileChannel lock;
  private final String id;

  private SubmitterId(FileChannel lock, String id) {
    this.lock = lock;
    this.id = id;
  }

  /**
   * @throws IOException when the folder cannot be used, or another submitter has it
   */
  static SubmitterId claim(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("submitter.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new OverlappingFileLockException();
      }
      Path file = folder.resolve("submitter-id");
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID().toString());
      }
      return new SubmitterId(channel, Files.readString(file).strip());
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(
          folder
              + " belongs to another submitter that lives; expected a folder of its own (mayfly.data-dir)",
          e);
    }
  }

  String value() {
    return id;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
