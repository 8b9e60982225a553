package dev.mayfly.cli.view;

import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.ClusterEvent.ClusterFailed;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import dev.mayfly.contracts.event.RunEvent.AttemptStarted;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.JobStarted;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.event.StepEvent.StepStarted;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One attempt of a run: its cluster and its steps. */
public record AttemptView(RunView run, int attempt) {

  public Optional<AttemptStarted> started() {
    return run.all(AttemptStarted.class).stream().filter(e -> e.attempt() == attempt).findFirst();
  }

  public Optional<AttemptStopping> stopping() {
    return run.all(AttemptStopping.class).stream().filter(e -> e.attempt() == attempt).findFirst();
  }

  public Optional<ClusterStarting> starting() {
    return run.all(ClusterStarting.class).stream().filter(e -> e.attempt() == attempt).findFirst();
  }

  public Optional<ClusterReady> ready() {
    return run.all(ClusterReady.class).stream().filter(e -> e.attempt() == attempt).findFirst();
  }

  public Optional<ClusterFailed> clusterFailed() {
    return run.all(ClusterFailed.class).stream().filter(e -> e.attempt() == attempt).findFirst();
  }

  public Optional<ClusterStopping> clusterStopping() {
    return ofCluster(ClusterStopping.class);
  }

  public Optional<ClusterStopped> clusterStopped() {
    return ofCluster(ClusterStopped.class);
  }

  /** Of a shared cluster: the attempt's teardown. */
  public Optional<LeaseEnded> leaseEnded() {
    return run.all(LeaseEnded.class).stream()
        .filter(e -> e.attempt() == attempt && e.shared() != null)
        .findFirst();
  }

  public Optional<String> clusterId() {
    return starting()
        .map(ClusterStarting::clusterId)
        .or(() -> ready().map(ClusterReady::clusterId))
        .or(() -> jobStarted().map(JobStarted::clusterId));
  }

  public Optional<JobStarted> jobStarted() {
    return first(JobStarted.class);
  }

  public Optional<JobFinished> finished() {
    return first(JobFinished.class);
  }

  /** In the order of the spec, whether they have started or not. */
  public List<StepView> steps() {
    return run.spec().map(JobSpec::steps).orElse(List.of()).stream()
        .map(
            s ->
                new StepView(
                    s.name(),
                    stepEvents(StepStarted.class).stream()
                        .filter(e -> e.step().equals(s.name()))
                        .findFirst()
                        .orElse(null),
                    results().filter(r -> r.step().equals(s.name())).findFirst().orElse(null),
                    run.progress(attempt, s.name()).orElse(null)))
        .toList();
  }

  /** Of the steps that have ended in it, and of those that it keeps. */
  private Stream<StepResult> results() {
    return Stream.concat(
        stepEvents(StepFinished.class).stream().map(StepFinished::result),
        started().stream().flatMap(e -> e.kept().stream()).map(StepResult::of));
  }

  private <T extends ClusterEvent> Optional<T> ofCluster(Class<T> type) {
    return clusterId()
        .flatMap(id -> run.all(type).stream().filter(e -> e.clusterId().equals(id)).findFirst());
  }

  private <T extends StepEvent> Optional<T> first(Class<T> type) {
    return stepEvents(type).stream().findFirst();
  }

  private <T extends StepEvent> List<T> stepEvents(Class<T> type) {
    return run.all(type).stream().filter(e -> e.attempt() == attempt).toList();
  }
}
