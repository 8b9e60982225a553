package dev.mayfly.cli.timeline;

import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.KeptStep;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.StepEvent;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells one event in one sentence. */
final class Narrator {
  private Narrator() {}

  /**
   * @return null for what only services want to know
   */
  static @Nullable String tell(Event event, RunView run) {
    if (event instanceof RunEvent.TeardownConfirmed e) {
      return run.isOnSharedCluster()
          ? "the end of its lease of shared cluster " + e.clusterId() + " is confirmed"
          : "cluster " + e.clusterId() + " is confirmed gone";
    }
    if (event instanceof RunEvent e) {
      return run(e);
    }
    if (event instanceof ClusterEvent e) {
      return cluster(e, run);
    }
    if (event instanceof StepEvent e) {
      return step(e);
    }
    if (event instanceof JobProgressed e) {
      return progress(e);
    }
    if (event instanceof NotificationEvent.NotificationSent e) {
      return "told " + e.channel();
    }
    return event instanceof NotificationEvent.NotificationFailed e
        ? "could not tell " + e.channel() + ": " + e.cause()
        : null;
  }

  private static @Nullable String run(RunEvent event) {
    if (event instanceof RunEvent.JobAccepted e) {
      String warnings = e.warnings().isEmpty() ? "" : "; " + String.join("; ", e.warnings());
      String repair = e.repairs() == null ? "" : " to repair run " + e.repairs();
      return "accepted job " + e.spec().name() + repair + warnings;
    }
    if (event instanceof RunEvent.JobRejected e) {
      return "rejected: "
          + e.faults().stream().map(Fault::toString).collect(Collectors.joining("; "));
    }
    if (event instanceof RunEvent.RunWaiting e) {
      return waiting(e);
    }
    if (event instanceof RunEvent.RunQueued e) {
      return queued(e);
    }
    if (event instanceof RunEvent.AttemptStarted e) {
      return "attempt " + e.attempt() + " starts" + reused(e.reuse()) + kept(e.kept());
    }
    if (event instanceof RunEvent.AttemptStopping e) {
      return "attempt "
          + e.attempt()
          + " is being stopped ("
          + e.reason()
          + ")"
          + after(e.detail());
    }
    if (event instanceof RunEvent.AttemptEnded e) {
      return "attempt "
          + e.attempt()
          + " ended: "
          + outcome(e.outcome(), e.failureClass(), e.cause())
          + (e.retryAt() == null ? "" : "; the next one starts at " + e.retryAt());
    }
    return event instanceof RunEvent.RunCompleted e
        ? "run completed: " + outcome(e.outcome(), e.failureClass(), e.cause())
        : null;
  }

  /** What keeps the run from its first attempt; null when nothing does. */
  static @Nullable String holdUp(RunView run) {
    return run.waiting()
        .map(Narrator::waiting)
        .or(() -> run.queued().map(Narrator::queued))
        .orElse(null);
  }

  static String waiting(RunEvent.RunWaiting e) {
    return "waits for " + String.join(", ", e.waitsFor()) + ", until " + e.until();
  }

  static String queued(RunEvent.RunQueued e) {
    return "queued at place " + e.position() + after(String.join("; ", e.waitsFor()));
  }

  private static @Nullable String cluster(ClusterEvent event, RunView run) {
    if (event instanceof ClusterEvent.ClusterStarting e) {
      String existing = run.spec().map(s -> s.cluster().existing()).orElse(null);
      return "cluster %s starts: %sprofile %s, %s"
          .formatted(
              e.clusterId(),
              existing == null ? "" : "standing cluster " + existing + " of ",
              e.profile(),
              Amounts.count(e.workers(), "worker"));
    }
    if (event instanceof ClusterEvent.ClusterReady e) {
      return "cluster " + e.clusterId() + " is ready: " + e.endpoints().master();
    }
    if (event instanceof ClusterEvent.ClusterFailed e) {
      return "cluster " + e.clusterId() + " failed: " + e.failureClass() + after(e.cause());
    }
    if (event instanceof ClusterEvent.ClusterStopping e) {
      return "cluster " + e.clusterId() + " is being put out: " + e.reason();
    }
    if (event instanceof ClusterEvent.LeaseEnded e && e.shared() != null) {
      return "its lease of shared cluster " + e.clusterId() + " has ended";
    }
    if (event instanceof ClusterEvent.LeaseEnded e && e.lingersUntil() != null) {
      return "cluster " + e.clusterId() + " is kept for the next attempt until " + e.lingersUntil();
    }
    return event instanceof ClusterEvent.ClusterStopped e
        ? "cluster " + e.clusterId() + " is gone"
        : null;
  }

  private static String reused(@Nullable String clusterId) {
    return clusterId == null ? "" : " on cluster " + clusterId + ", if that is still there";
  }

  private static String kept(List<KeptStep> steps) {
    return steps.stream()
        .map(s -> "; step " + s.step() + ": kept from run " + s.ranIn())
        .collect(Collectors.joining());
  }

  private static @Nullable String step(StepEvent event) {
    if (event instanceof StepEvent.StepStarted e) {
      return "step " + e.step() + " runs: driver " + e.driver();
    }
    if (event instanceof StepEvent.StepFinished e) {
      return "step "
          + e.result().step()
          + " ended: "
          + outcome(e.result().outcome(), e.result().failureClass(), e.result().cause());
    }
    return null;
  }

  /** Null when it has none, or only one that Spark's own threads gave it. */
  static @Nullable String stage(JobProgressed e) {
    return e.stage() == null || e.stage().contains("$anonfun$") ? null : e.stage();
  }

  private static @Nullable String progress(JobProgressed e) {
    if (e.tasksTotal() == 0) {
      return null;
    }
    String step = e.step() == null ? "" : "step " + e.step() + ": ";
    String ui = e.sparkUi() == null ? "" : ", Spark UI " + e.sparkUi();
    return step
        + e.tasksCompleted()
        + "/"
        + e.tasksTotal()
        + " tasks"
        + (stage(e) == null ? "" : ", " + stage(e))
        + ui;
  }

  private static String outcome(
      Outcome outcome, @Nullable FailureClass failureClass, @Nullable String cause) {
    String firstLine = cause == null ? null : cause.lines().findFirst().orElse("");
    return outcome + (failureClass == null ? "" : " (" + failureClass + ")") + after(firstLine);
  }

  private static String after(@Nullable String detail) {
    return detail == null || detail.isBlank() ? "" : ": " + detail;
  }
}
