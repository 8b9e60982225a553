package dev.mayfly.submit;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Drivers that do as a test says; like real ones they outlive the reconciler. */
final class FakeHost implements DriverHost {
  final List<String> starts = new ArrayList<>();
  final List<Duration> leasesFrom = new ArrayList<>();
  final List<String> stops = new ArrayList<>();
  final List<Duration> renewals = new ArrayList<>();
  final List<String> renewed = new ArrayList<>();
  final List<DriverRef> forgotten = new ArrayList<>();
  final Map<DriverRef, StepResult> ended = new LinkedHashMap<>();
  final Map<DriverRef, DriverState> drivers = new LinkedHashMap<>();
  final Map<DriverRef, List<String>> args = new LinkedHashMap<>();
  final Map<DriverRef, DriverProgress> progress = new LinkedHashMap<>();
  Instant endsAt = Jobs.START.plusSeconds(9);
  Runnable onResult = () -> {};
  final Set<DriverRef> asked = new HashSet<>();

  @Override
  public void start(DriverRef ref, Assignment assignment, JobSpec.Step step, Duration sinceBoot) {
    starts.add(ref.step());
    args.put(ref, step.args());
    leasesFrom.add(sinceBoot);
    drivers.put(ref, new DriverState.Running("host/1", Jobs.START));
  }

  @Override
  public void refuse(DriverRef ref, FailureClass failureClass, String cause) {
    fail(ref, failureClass, cause);
  }

  void succeed(DriverRef ref) {
    end(ref, Outcome.SUCCEEDED, null, null, 0, null);
  }

  void succeed(DriverRef ref, String reported) {
    end(ref, Outcome.SUCCEEDED, null, null, 0, Json.parse(reported));
  }

  void fail(DriverRef ref, FailureClass cls, String cause) {
    end(ref, Outcome.FAILED, cls, cause, 1, null);
  }

  private void end(
      DriverRef ref, Outcome how, FailureClass cls, String cause, int code, JsonNode reported) {
    drivers.put(ref, new DriverState.Ended(asked.contains(ref)));
    Instant at = endsAt.plusSeconds(ended.size());
    ended.put(
        ref,
        new StepResult(
            ref.step(),
            how,
            cls,
            cause,
            code,
            Jobs.START,
            at,
            null,
            List.of(),
            List.of(),
            reported,
            "logs/" + ref.step() + "/",
            null,
            null));
  }

  @Override
  public DriverState find(DriverRef ref) {
    return drivers.getOrDefault(ref, new DriverState.Absent());
  }

  @Override
  public void stop(DriverRef ref, boolean force) {
    asked.add(ref);
    stops.add(ref.step() + (force ? " by force" : " politely"));
  }

  @Override
  public void forget(DriverRef ref) {
    forgotten.add(ref);
  }

  @Override
  public List<DriverRef> list() {
    return drivers.entrySet().stream()
        .filter(e -> e.getValue() instanceof DriverState.Running)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void renew(DriverRef ref, Duration sinceBoot) {
    renewals.add(sinceBoot);
    renewed.add(ref.step());
  }

  @Override
  public DriverProgress progress(DriverRef ref) {
    return progress.getOrDefault(ref, DriverProgress.UNKNOWN);
  }

  @Override
  public StepResult result(DriverRef ref, Assignment assignment, JobSpec.Step step) {
    onResult.run();
    return ended.get(ref);
  }
}
