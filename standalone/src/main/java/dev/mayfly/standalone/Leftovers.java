package dev.mayfly.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an installation has left on this machine, told by the operating system and not by Mayfly.
 *
 * @param processes pid and command of each process that has the data directory in its command line,
 *     its environment or as its working directory
 * @param ports on which this process still listens
 */
record Leftovers(List<String> processes, Set<Integer> ports) {

  static Leftovers of(Path data) {
    return new Leftovers(processes(data), listening());
  }

  boolean isEmpty() {
    return processes.isEmpty() && ports.isEmpty();
  }

  private static List<String> processes(Path data) {
    Set<Long> ours = selfAndAncestors();
    var found = new ArrayList<String>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (!ours.contains(pid) && carries(process, data.toString())) {
          String command = text(process.resolve("cmdline")).replace('\0', ' ').strip();
          found.add(pid + " " + command.substring(0, Math.min(120, command.length())));
        }
      }
    } catch (IOException e) {
      // No /proc here: nothing can be told, and the guards' own records stand.
      return List.of();
    }
    return found;
  }

  private static boolean carries(Path process, String data) {
    if (text(process.resolve("cmdline")).contains(data)
        || text(process.resolve("environ")).contains(data)) {
      return true;
    }
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).startsWith(data);
    } catch (IOException e) {
      return false;
    }
  }

  private static Set<Long> selfAndAncestors() {
    var pids = new HashSet<Long>();
    @Nullable ProcessHandle handle = ProcessHandle.current();
    while (handle != null) {
      pids.add(handle.pid());
      handle = handle.parent().orElse(null);
    }
    return pids;
  }

  private static Set<Integer> listening() {
    Set<String> sockets = new HashSet<>();
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path fd : open) {
        String target = link(fd);
        if (target.startsWith("socket:[")) {
          sockets.add(target.substring(8, target.length() - 1));
        }
      }
    } catch (IOException e) {
      return Set.of();
    }
    var ports = new TreeSet<Integer>();
    for (String table : List.of("tcp", "tcp6")) {
      text(Path.of("/proc/self/net", table))
          .lines()
          .skip(1)
          .map(l -> l.strip().split("\\s+"))
          .filter(f -> f.length > 9 && f[3].equals("0A") && sockets.contains(f[9]))
          .forEach(f -> ports.add(Integer.parseInt(f[1].substring(f[1].indexOf(':') + 1), 16)));
    }
    return ports;
  }

  private static String link(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Empty for what is gone, or is another user's. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
