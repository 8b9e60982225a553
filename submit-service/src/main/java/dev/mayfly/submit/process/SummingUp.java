package dev.mayfly.submit.process;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.StepResult.Written;
import dev.mayfly.contracts.job.Expectation;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.process.EndedBy;
import dev.mayfly.process.GuardedProcess;
import dev.mayfly.process.Output;
import dev.mayfly.process.State;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.storage.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Makes the result of a step from what its driver left behind, and brings its logs to where they
 * outlive it.
 */
final class SummingUp {
  private static final Logger log = LoggerFactory.getLogger(SummingUp.class);
  private static final int LARGEST_METRICS = 1 << 20;
  private static final int LARGEST_REPORT = 64 << 10;
  private static final int READ_OF_LOG = 256 << 10;

  private final DriverFolder folder;
  private final ObjectStore store;
  private final Clock clock;
  private boolean storeFailed;

  SummingUp(DriverFolder folder, ObjectStore store, Clock clock) {
    this.folder = folder;
    this.store = store;
    this.clock = clock;
  }

  StepResult of(DriverRef ref, JobSpec.Step step) {
    JsonNode json = folder.readForeign(folder.metrics(), LARGEST_METRICS);
    Metrics metrics = json == null ? null : new Metrics(json);
    State state = folder.process().state();
    Diagnosis end = diagnose(state, metrics);
    StepMetrics totals = metrics == null ? null : metrics.totals();
    List<String> violated = end.outcome().isSuccess() ? violated(step, totals) : List.of();
    if (!violated.isEmpty()) {
      end = Diagnosis.failed(FailureClass.APPLICATION, String.join("; ", violated));
    }
    String logs = StepResult.logs(ref.runId(), ref.attempt(), step.name());
    return new StepResult(
        step.name(),
        end.outcome(),
        end.failureClass(),
        end.cause(),
        state instanceof State.Exited exited ? exited.code() : null,
        startedAt(),
        clock.instant(),
        totals,
        end.outcome() == Outcome.SUCCEEDED ? written(step) : List.of(),
        violated,
        folder.readForeign(folder.report(), LARGEST_REPORT),
        ship(logs),
        shipEvents(),
        null);
  }

  private Diagnosis diagnose(State state, @Nullable Metrics metrics) {
    ProcessDriverHost.Refused refused =
        folder.read(folder.refusal(), ProcessDriverHost.Refused.class);
    if (refused != null && state instanceof State.Absent) {
      return Diagnosis.failed(refused.failureClass(), refused.cause());
    }
    if (state instanceof State.Exited exited && exited.endedBy() == EndedBy.LEASE) {
      return Diagnosis.failed(
          FailureClass.INFRASTRUCTURE,
          "the driver ended itself: no heartbeat of it had been acknowledged for the length of its"
              + " lease");
    }
    if (state instanceof State.Exited exited
        && exited.endedBy() == EndedBy.STOP
        && exited.code() != 0) {
      return Diagnosis.failed(
          FailureClass.INFRASTRUCTURE,
          "the driver was asked to end (exit code " + exited.code() + ")");
    }
    GuardedProcess process = folder.process();
    String said = process.stdout().tail(READ_OF_LOG) + "\n" + process.stderr().tail(READ_OF_LOG);
    return Diagnosis.of(
        state instanceof State.Exited exited ? exited.code() : null,
        metrics == null ? null : metrics.isFinished(),
        said);
  }

  private static List<String> violated(JobSpec.Step step, @Nullable StepMetrics totals) {
    var sentences = new ArrayList<String>();
    step.expect()
        .forEach(
            (metric, comparison) -> {
              if (totals == null) {
                sentences.add(
                    "expected " + metric + " " + comparison + ", but the step reported no metrics");
              } else {
                Expectation.parse(metric, comparison).violatedBy(totals).ifPresent(sentences::add);
              }
            });
    return sentences;
  }

  private List<Written> written(JobSpec.Step step) {
    var found = new ArrayList<Written>();
    for (String prefix : step.outputs()) {
      try {
        ObjectStore.Listing listing = store.list(prefix);
        found.add(new Written(prefix, listing.objects(), listing.bytes()));
      } catch (IOException e) {
        log.warn("{} could not be counted; the summary goes without it", prefix, e);
        storeFailed = true;
        break;
      }
    }
    return found;
  }

  private @Nullable Instant startedAt() {
    try {
      Path marker = folder.ref();
      return Files.exists(marker) ? Files.getLastModifiedTime(marker).toInstant() : null;
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable String ship(String logs) {
    String link = null;
    for (Output output : List.of(folder.process().stdout(), folder.process().stderr())) {
      for (Path file : output.files()) {
        link = put(logs + file.getFileName(), file);
      }
    }
    return link == null ? null : link.substring(0, link.lastIndexOf('/') + 1);
  }

  private @Nullable String shipEvents() {
    if (!Files.isDirectory(folder.eventLog())) {
      return null;
    }
    try (Stream<Path> events = Files.walk(folder.eventLog())) {
      String link = null;
      for (Path file : events.filter(Files::isRegularFile).toList()) {
        String name = folder.eventLog().relativize(file).toString();
        if (!file.getFileName().toString().startsWith(".")) {
          link = put("event-logs/" + name, file);
        }
      }
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A log that cannot be shipped is missed, but ends no run and holds no cluster. */
  private String put(String key, Path file) {
    if (!storeFailed) {
      try {
        return store.put(key, file);
      } catch (IOException e) {
        log.warn("{} could not be shipped; it and the rest stay where they are", file, e);
        storeFailed = true;
      }
    }
    return file.toUri().toString();
  }
}
