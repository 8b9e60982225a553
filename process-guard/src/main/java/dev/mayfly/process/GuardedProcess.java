package dev.mayfly.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A command that runs at most once, ever, for its directory. The guard that runs it is a process of
 * its own session: it outlives this JVM, records how the command ended, and ends it when its lease
 * lapses. Any number of objects, in any number of JVMs on this host, may be made for one directory;
 * all of them see the same.
 *
 * <p>Needs Linux with bash, util-linux 2.33 or newer, GNU coreutils and grep. All methods throw
 * {@link UncheckedIOException} when the directory cannot be used or a tool is missing; the message
 * is the guard's own.
 */
public final class GuardedProcess {

  private static final long DEFAULT_OUTPUT_CAP = 8L << 20;
  private static final Path UPTIME = Path.of("/proc/uptime");

  private final Path dir;
  private final GuardScript script;
  private final long outputCap;

  private GuardedProcess(Path dir, long outputCap) {
    this.dir = dir;
    this.script = new GuardScript(dir);
    this.outputCap = outputCap;
  }

  /**
   * The directory is made when needed. It must be kept for as long as a second start could be asked
   * for.
   */
  public static GuardedProcess at(Path dir) {
    return new GuardedProcess(dir.toAbsolutePath().normalize(), DEFAULT_OUTPUT_CAP);
  }

  /**
   * The same process, of which each file of output is at most this long (default: 8 MiB, three
   * files for each stream).
   */
  public GuardedProcess withOutputCap(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("output cap is " + bytes + " bytes, must be at least 1");
    }
    return new GuardedProcess(dir, bytes);
  }

  /**
   * Starts the command, unless that was done before. Returns within tens of milliseconds, with the
   * marker made.
   *
   * @param env added to this JVM's environment; never seen on a command line
   * @param lease how long the command may run after the last {@link #renew}; at most 7 s later it
   *     is dead. Zero: for ever
   */
  public Start start(List<String> command, Map<String, String> env, Duration lease) {
    try {
      if (Files.exists(dir.resolve("marker"))) {
        return Start.ALREADY;
      }
      return Start.valueOf(GuardScript.execute(guardCommand(lease, sinceBoot(), command), env));
    } catch (IOException e) {
      throw failed("start a process in", e);
    }
  }

  /**
   * What {@link #start} executes, for callers that must launch through something else: prints the
   * {@link Start} and ends.
   *
   * @param sinceBoot the moment from which the lease counts, see {@link #sinceBoot()}; when it has
   *     lapsed by the time of the start, the command does not run, and that is its end
   */
  public List<String> guardCommand(Duration lease, Duration sinceBoot, List<String> command) {
    if (command.isEmpty() || lease.isNegative() || sinceBoot.isNegative()) {
      throw new IllegalArgumentException(
          "a command, a lease of zero or more and a time since boot are needed: "
              + List.of(command, lease, sinceBoot));
    }
    long hundredths = lease.isZero() ? 0 : Math.max(1, lease.toMillis() / 10);
    List<String> all = new ArrayList<>();
    all.add("bash");
    try {
      all.add(script.file().toString());
    } catch (IOException e) {
      throw failed("put the guard into", e);
    }
    all.addAll(
        List.of(
            "start",
            dir.toString(),
            Long.toString(hundredths),
            seconds(sinceBoot),
            Long.toString(outputCap)));
    all.addAll(command);
    return List.copyOf(all);
  }

  /** Where it stands now. Reads two or three small files; changes nothing. */
  public State state() {
    try {
      Optional<State> end = end();
      if (end.isPresent()) {
        return end.get();
      }
      Optional<String> text = read("marker");
      if (text.isEmpty()) {
        return new State.Absent();
      }
      Optional<Marker> marker = Marker.parse(text.get());
      if (marker.isPresent() && marker.get().alive()) {
        return new State.Running(marker.get().pid(), marker.get().startedAt());
      }
      // It may have recorded its end just before it went.
      return end().orElseGet(State.Unsettled::new);
    } catch (IOException e) {
      throw failed("read the state in", e);
    }
  }

  /**
   * Renews the lease.
   *
   * @param sinceBoot the moment from which it counts, see {@link #sinceBoot()}; not "now" but when
   *     the proof of life was sent
   */
  public void renew(Duration sinceBoot) {
    if (sinceBoot.isNegative()) {
      throw new IllegalArgumentException("a lease cannot count from before the boot: " + sinceBoot);
    }
    try {
      Path temporary = Files.createTempFile(dir, "lease", ".tmp");
      Files.writeString(temporary, seconds(sinceBoot) + "\n");
      Files.move(temporary, dir.resolve("lease"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("renew the lease in", e);
    }
  }

  private static String seconds(Duration sinceBoot) {
    return String.format(
        Locale.ROOT, "%d.%02d", sinceBoot.toSeconds(), sinceBoot.toMillisPart() / 10);
  }

  /** Time since boot, suspended time included, in the clock that guards go by. */
  public static Duration sinceBoot() {
    try {
      String uptime = Files.readString(UPTIME);
      return Duration.ofMillis(
          Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", "")) * 10);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + UPTIME + "; is this Linux?", e);
    }
  }

  /**
   * Asks everything that belongs to the command to end (TERM). Nothing happens if no guard lives.
   * Does not wait.
   */
  public void stop() {
    ask("stop");
  }

  /**
   * Kills everything that belongs to the command; its guard records the end. Does not wait for
   * that, unless the guard is dead.
   */
  public void kill() {
    if (settle() instanceof State.Running) {
      ask("kill");
    }
  }

  /**
   * Turns {@link State.Unsettled} into {@link State.Voided}: ends what is left of the command and
   * sees to it that it never runs here. Any other state stays.
   */
  public State settle() {
    State state = state();
    if (state instanceof State.Unsettled) {
      ask("settle");
      state = state();
    }
    return state;
  }

  /** Sees to it that the command never runs here, unless it was started before. */
  public void forbid() {
    try {
      Files.createDirectories(dir);
      Files.createFile(dir.resolve("marker"));
      Path temporary = Files.createTempFile(dir, "exit", ".tmp");
      Files.writeString(temporary, "VOID\n");
      Files.move(temporary, dir.resolve("exit"), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      // It was started, or this was done before; a marker alone is settled to the same end.
      settle();
    } catch (IOException e) {
      throw failed("forbid a process in", e);
    }
  }

  /** What the command wrote to its standard output. */
  public Output stdout() {
    return new Output(dir.resolve("stdout.log"));
  }

  /** What the command wrote to its standard error. */
  public Output stderr() {
    return new Output(dir.resolve("stderr.log"));
  }

  /** The command's working directory. */
  public Path workingDirectory() {
    return dir.resolve("work");
  }

  private void ask(String verb) {
    if (!Files.exists(dir.resolve("marker"))) {
      return;
    }
    try {
      script.ask(verb);
    } catch (IOException e) {
      throw failed(verb + " the process in", e);
    }
  }

  private Optional<State> end() throws IOException {
    return read("exit").map(String::strip).map(GuardedProcess::parseEnd);
  }

  private static State parseEnd(String end) {
    if (end.equals("VOID")) {
      return new State.Voided();
    }
    int blank = end.indexOf(' ');
    return new State.Exited(
        Integer.parseInt(end.substring(0, blank)),
        EndedBy.valueOf(end.substring(blank + 1).toUpperCase(Locale.ROOT)));
  }

  private Optional<String> read(String name) throws IOException {
    try {
      return Optional.of(Files.readString(dir.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private UncheckedIOException failed(String what, IOException e) {
    return new UncheckedIOException("cannot " + what + " " + dir + ": " + e.getMessage(), e);
  }
}
