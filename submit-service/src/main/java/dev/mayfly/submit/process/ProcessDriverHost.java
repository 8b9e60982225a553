package dev.mayfly.submit.process;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.process.EndedBy;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.process.State;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import dev.mayfly.submit.storage.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Drivers as processes of this machine, each under a guard and in a folder of its own. Instances
 * that serve one profile share the folder tree.
 */
public final class ProcessDriverHost implements DriverHost, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProcessDriverHost.class);
  private static final int LARGEST_METRICS = 1 << 20;

  private final ProcessHostConfig config;
  private final ObjectStore store;
  private final Path runs;
  private final Clock clock;
  private final LiveLogs live;

  public ProcessDriverHost(ProcessHostConfig config, ObjectStore store, Path dataDir, Clock clock) {
    this.config = config;
    this.store = store;
    this.runs = dataDir.toAbsolutePath().resolve("runs");
    this.clock = clock;
    this.live = new LiveLogs(store, clock);
  }

  @Override
  public void start(DriverRef ref, Assignment assignment, JobSpec.Step step, Duration sinceBoot) {
    unlessStarted(ref, folder -> launch(folder, ref, assignment, step, sinceBoot));
  }

  @Override
  public void refuse(DriverRef ref, FailureClass failureClass, String cause) {
    unlessStarted(ref, folder -> refuse(folder, new Refused(failureClass, cause)));
  }

  private void unlessStarted(DriverRef ref, Consumer<DriverFolder> then) {
    DriverFolder folder = DriverFolder.of(runs, ref);
    try (StartLock lock = StartLock.tryTake(folder.path())) {
      if (lock != null && find(ref) instanceof DriverState.Absent) {
        then.accept(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + folder.path(), e);
    }
  }

  private void launch(
      DriverFolder folder,
      DriverRef ref,
      Assignment assignment,
      JobSpec.Step step,
      Duration sinceBoot) {
    folder.write(folder.ref(), Json.bytes(ref));
    try {
      new Launch(config, store, folder, sinceBoot).run(assignment, step);
    } catch (Refusal e) {
      refuse(folder, new Refused(FailureClass.CONFIGURATION, String.valueOf(e.getMessage())));
    } catch (IOException | UncheckedIOException e) {
      log.warn("driver {} could not be started; its step fails", ref, e);
      refuse(folder, new Refused(FailureClass.INFRASTRUCTURE, why(e)));
    }
  }

  private static String why(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : null;
    return cause == null
        ? String.valueOf(e.getMessage())
        : e.getMessage() + ": " + cause.getMessage();
  }

  @Override
  public DriverState find(DriverRef ref) {
    DriverFolder folder = DriverFolder.of(runs, ref);
    State state = folder.process().settle();
    if (state instanceof State.Running running) {
      live.follow(ref, folder);
      return new DriverState.Running("pid " + running.pid(), running.startedAt());
    }
    boolean stopped = state instanceof State.Exited end && end.endedBy() == EndedBy.STOP;
    boolean refused = Files.exists(folder.refusal());
    return state.ended() || refused ? new DriverState.Ended(stopped) : new DriverState.Absent();
  }

  @Override
  public void stop(DriverRef ref, boolean force) {
    GuardedProcess process = DriverFolder.of(runs, ref).process();
    if (force) {
      process.kill();
    } else {
      process.stop();
    }
  }

  @Override
  public void forget(DriverRef ref) {
    DriverFolder.of(runs, ref).forgetInputs();
  }

  @Override
  public List<DriverRef> list() {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.find(runs, 3, (p, a) -> p.endsWith("ref.json"))) {
      return files
          .map(file -> new DriverFolder(Objects.requireNonNull(file.getParent())))
          .filter(folder -> folder.process().state() instanceof State.Running)
          .map(folder -> folder.read(folder.ref(), DriverRef.class))
          .map(Objects::requireNonNull)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the drivers in " + runs, e);
    }
  }

  @Override
  public void renew(DriverRef ref, Duration sinceBoot) {
    GuardedProcess process = DriverFolder.of(runs, ref).process();
    if (process.state() instanceof State.Running) {
      process.renew(sinceBoot);
    }
  }

  @Override
  public DriverProgress progress(DriverRef ref) {
    DriverFolder folder = DriverFolder.of(runs, ref);
    JsonNode metrics = folder.readForeign(folder.metrics(), LARGEST_METRICS);
    return metrics == null ? DriverProgress.UNKNOWN : new Metrics(metrics).progress();
  }

  @Override
  public StepResult result(DriverRef ref, Assignment assignment, JobSpec.Step step) {
    DriverFolder folder = DriverFolder.of(runs, ref);
    StepResult known = folder.read(folder.result(), StepResult.class);
    if (known != null) {
      folder.forgetInputs();
      return known;
    }
    live.leave(ref);
    StepResult result = new SummingUp(folder, store, clock).of(ref, step);
    folder.write(folder.result(), Json.bytes(result));
    folder.forgetInputs();
    return result;
  }

  /** Drivers live on. */
  @Override
  public void close() {
    live.close();
  }

  /**
   * Whatever comes of the race with another starter, at most one of them finds the marker missing.
   */
  private static void refuse(DriverFolder folder, Refused why) {
    if (folder.process().state() instanceof State.Absent) {
      // On a full disk what was fetched makes room for the word that nothing was started.
      folder.forgetInputs();
      folder.write(folder.refusal(), Json.bytes(why));
    }
  }

  record Refused(FailureClass failureClass, String cause) {}
}
