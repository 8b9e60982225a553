package dev.mayfly.cli;

import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.schedule.Schedule;
import java.util.Map;
import java.util.Optional;

/** What a deployed job says of itself before any run. */
final class DeployedSpec {
  private DeployedSpec() {}

  /** Empty when it has none, and when its spec is one that the scheduler refuses. */
  static Optional<Schedule> schedule(JobDeployed deployed) {
    JobSpecReader.Result read =
        JobSpecReader.read(
            deployed.spec(),
            deployed.environment(),
            Map.of(),
            Map.of("run.id", "RUN"),
            SpecFile.ANY_TICK);
    return read instanceof JobSpecReader.Result.Valid valid
        ? Optional.of(valid.spec()).map(JobSpec::schedule)
        : Optional.empty();
  }
}
