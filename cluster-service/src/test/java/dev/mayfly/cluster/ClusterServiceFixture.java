package dev.mayfly.cluster;

import dev.mayfly.cluster.ClusterCommand.Action;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.event.ClusterEndpoints;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.StopReason;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.SubmitterAnnounced;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The service's decision, with what its neighbours say to it. */
abstract class ClusterServiceFixture {
  static final Topics TOPICS = new Topics("mayfly");
  static final Times TIMES = Times.DEFAULT;
  static final Observed READY = Observed.ready(new ClusterEndpoints("spark://here:7077", null));

  final DecisionDriver service =
      new DecisionDriver(
          new ClusterDecision(TOPICS, TIMES, Set.of("local")), TOPICS.deadLetters("cluster"));

  Instant now() {
    return service.now();
  }

  /** As they were told of, one for each attempt. */
  List<String> clusters() {
    return service.all(ClusterStarting.class).stream().map(ClusterStarting::clusterId).toList();
  }

  void announce(String submitter, String profile) {
    service.event(
        TOPICS.submitters(),
        submitter,
        new SubmitterAnnounced(submitter, "host", List.of(profile), 0, now()));
  }

  void attempt(String run, int attempt, JobSpec spec) {
    attempt(run, attempt, spec, null, null);
  }

  void attempt(
      String run, int attempt, JobSpec spec, @Nullable Instant notBefore, @Nullable String reuse) {
    service.event(
        TOPICS.runs(),
        run,
        new AttemptStarted(run, attempt, spec, List.of(), now(), notBefore, reuse));
  }

  void stopping(String run, int attempt, StopReason reason) {
    service.event(TOPICS.runs(), run, new AttemptStopping(run, attempt, reason, null, now()));
  }

  /**
   * @param failure null: the job succeeded
   */
  void finished(String run, int attempt, @Nullable FailureClass failure) {
    Outcome outcome = failure == null ? Outcome.SUCCEEDED : Outcome.FAILED;
    service.event(
        TOPICS.steps(),
        run,
        new JobFinished(run, attempt, "", outcome, failure, null, Summary.EMPTY, now()));
  }

  void unreadableEnd(String run) {
    service.unreadable(TOPICS.steps(), run, JobFinished.class);
  }

  /** What the provider says to the last command about the cluster. */
  void observe(String clusterId, Action action, Observed seen) {
    service.event(
        TOPICS.observations("cluster"),
        clusterId,
        new ClusterObservation(clusterId, action, last(clusterId).generation(), seen));
  }

  ClusterCommand last() {
    List<ClusterCommand> all = service.all(ClusterCommand.class);
    return all.get(all.size() - 1);
  }

  ClusterCommand last(String clusterId) {
    return service.all(ClusterCommand.class).stream()
        .filter(c -> c.request().clusterId().equals(clusterId))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  /**
   * @param field of the job beside its name and its only step, as {@code cluster: {cores: 2}}
   */
  static JobSpec spec(String field) {
    var read =
        JobSpecReader.read(
            SpecText.read(
                "{name: j, %s, steps: [{name: s, application: 's3a://b/a.py'}]}".formatted(field)),
            null,
            Map.of(),
            Map.of());
    return ((JobSpecReader.Result.Valid) read).spec();
  }
}
