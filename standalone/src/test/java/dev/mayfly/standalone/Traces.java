package dev.mayfly.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What processes leave behind outside of their own folder, by what the operating system says of
 * them while they live. Others work on the same machine, so that what is new there is not yet
 * theirs.
 */
final class Traces implements AutoCloseable {
  private static final Path SHARED = Path.of("/tmp");
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final String folder;
  private final Path home = Path.of("..").toAbsolutePath().normalize();
  private final Set<Long> pids = new ConcurrentSkipListSet<>();
  private final Set<String> files = new ConcurrentSkipListSet<>();
  private final Set<String> sockets = new ConcurrentSkipListSet<>();
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();

  private Traces(String folder) {
    this.folder = folder;
  }

  /** Of all processes that carry the text, seen only when {@link #look} is called. */
  static Traces unwatched(String text) {
    return new Traces(text);
  }

  /** Of all processes that carry the folder's name. */
  static Traces of(Path folder) {
    var traces = new Traces(folder.toString());
    traces.looks.scheduleWithFixedDelay(traces::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return traces;
  }

  /** Sockets that listened at any time, by the numbers that the kernel gave them. */
  Set<String> listened() {
    return Set.copyOf(sockets);
  }

  /** Those of them that still do. */
  Set<String> stillListening() {
    var still = new ConcurrentSkipListSet<>(listening());
    still.retainAll(sockets);
    return still;
  }

  /** What they had in the shared folder for temporary files, and is still there. */
  List<String> temporaryFiles() throws IOException {
    try (DirectoryStream<Path> users = Files.newDirectoryStream(SHARED, "hsperfdata_*")) {
      for (Path user : users) {
        pids.forEach(pid -> files.add(user.resolve(Long.toString(pid)).toString()));
      }
    }
    return files.stream().filter(f -> Files.exists(Path.of(f))).toList();
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }

  /** Now, and not only when it is time again. */
  void look() {
    Set<String> now = listening();
    for (ProcessHandle process : Processes.mentioning(folder)) {
      pids.add(process.pid());
      for (String open : open(process)) {
        if (open.startsWith("socket:[")) {
          String socket = open.substring(8, open.length() - 1);
          if (now.contains(socket)) {
            sockets.add(socket);
          }
        } else if (isShared(open)) {
          files.add(open.replace(" (deleted)", ""));
        }
      }
    }
  }

  private boolean isShared(String file) {
    return file.startsWith(SHARED + "/")
        && !file.startsWith(folder)
        && !Path.of(file).startsWith(home);
  }

  private static List<String> open(ProcessHandle process) {
    Path of = Path.of("/proc", Long.toString(process.pid()));
    var open = new ArrayList<String>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(of.resolve("fd"))) {
      for (Path one : all) {
        link(one).ifPresent(open::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It has ended meanwhile.
    }
    try (Stream<String> maps = Files.lines(of.resolve("maps"), StandardCharsets.ISO_8859_1)) {
      maps.filter(m -> m.indexOf('/') > 0).map(m -> m.substring(m.indexOf('/'))).forEach(open::add);
    } catch (IOException | UncheckedIOException e) {
      // It has ended meanwhile.
    }
    return open;
  }

  /** Empty when it was closed meanwhile. */
  private static Optional<String> link(Path open) {
    try {
      return Optional.of(Files.readSymbolicLink(open).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Set<String> listening() {
    var sockets = new ConcurrentSkipListSet<String>();
    for (String table : List.of("tcp", "tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", table))) {
        lines
            .skip(1)
            .map(l -> l.strip().split("\\s+"))
            .filter(f -> f.length > 9 && f[3].equals("0A"))
            .forEach(f -> sockets.add(f[9]));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sockets;
  }
}
