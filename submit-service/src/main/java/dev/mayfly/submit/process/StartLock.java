package dev.mayfly.submit.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One starter at a time for a driver's folder, among all JVMs of this machine: of two at once, one
 * must not refuse what the other starts.
 */
final class StartLock implements AutoCloseable {
  /** A file lock is the JVM's: to close any channel of the file would let go of it. */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private StartLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Null when another has it. */
  static @Nullable StartLock tryTake(Path folder) throws IOException {
    if (!HELD_HERE.add(folder)) {
      return null;
    }
    StartLock taken = null;
    try {
      taken = lock(folder);
      return taken;
    } finally {
      if (taken == null) {
        HELD_HERE.remove(folder);
      }
    }
  }

  private static @Nullable StartLock lock(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() != null) {
      return new StartLock(folder, channel);
    }
    channel.close();
    return null;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD_HERE.remove(folder);
    }
  }
}
