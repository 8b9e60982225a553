package dev.mayfly.engine.streams;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A folder and an identity that one instance of a service holds for as long as it lives: two on one
 * host never share them, and one that comes back takes up what it left.
 *
 * @param instanceId unique across hosts, since it is made with the folder
 */
public record Slot(Path dir, String instanceId, FileChannel lock) implements AutoCloseable {
  private static final int MOST = 64;

  /**
   * Claims the first free of {@code slot-0}, {@code slot-1}, … in the folder.
   *
   * @throws IOException also when all are taken
   */
  public static Slot claim(Path folder) throws IOException {
    for (int i = 0; i < MOST; i++) {
      Path dir = Files.createDirectories(folder.resolve("slot-" + i));
      FileChannel channel = tryLock(dir.resolve("lock"));
      if (channel != null) {
        return new Slot(dir, "slot-" + i + "-" + id(dir.resolve("id")), channel);
      }
    }
    throw new IOException("all " + MOST + " slots in " + folder + " are taken by running services");
  }

  private static @Nullable FileChannel tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another instance in this JVM holds it.
    }
    if (lock == null) {
      channel.close();
      return null;
    }
    return channel;
  }

  private static String id(Path file) throws IOException {
    if (Files.exists(file)) {
      String known = Files.readString(file).strip();
      if (!known.isEmpty()) {
        return known;
      }
    }
    String made = UUID.randomUUID().toString().substring(0, 13);
    Files.writeString(file, made);
    return made;
  }

  /** Frees it for another instance. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
