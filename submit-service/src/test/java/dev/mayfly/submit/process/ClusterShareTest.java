package dev.mayfly.submit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.Jobs;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterShareTest {

  @ParameterizedTest
  @CsvSource({
    "1, 2, 2, 1, 1g",
    "1, 4, 2, 2, 1g",
    "2, 1, 2, 1, 2g",
    "2, 2, 2, 2, 1g",
    "2, 4, 3, 2, 682m",
    "4, 2, 3, 2, 1g",
    "4, 2, 8, 1, 1g",
    "1, 1, 2, 1, 2g",
    "1, 2, 9, 1, 1g",
    "1, 8, 8, 1, 512m"
  })
  void stepsThatMayRunSideBySideShareCoresAndMemory(
      int workers, int cores, int steps, int share, String memory) {
    assertThat(share(workers, cores, steps, null))
        .isEqualTo(new ClusterShare(share, MemorySize.parse(memory)));
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 2, 2, 2, 1g", "1, 4, 2, 4, 4, 2g", "2, 4, 3, 4, 4, 2g", "1, 8, 2, 2, 4, 512m"})
  void anExecutorOfAGivenSizeFits(
      int workers, int cores, int steps, int executorCores, int share, String memory) {
    assertThat(share(workers, cores, steps, executorCores))
        .isEqualTo(new ClusterShare(share, MemorySize.parse(memory)));
  }

  private static ClusterShare share(int workers, int cores, int steps, Integer executorCores) {
    var cluster = new JobSpec.Cluster("local", workers, cores, MemorySize.parse("2g"));
    return ClusterShare.of(wide(cluster, steps), executorCores);
  }

  @Test
  void aStepAloneTakesAll() {
    var cluster = new JobSpec.Cluster("local", 2, 4, MemorySize.parse("2g"));
    JobSpec chain = Jobs.spec(cluster, Jobs.step("a"), Jobs.step("b", "a"));
    assertThat(ClusterShare.of(chain, null))
        .isEqualTo(new ClusterShare(null, MemorySize.parse("2g")));
  }

  private static JobSpec wide(JobSpec.Cluster cluster, int steps) {
    return Jobs.spec(
        cluster,
        IntStream.range(0, steps).mapToObj(i -> Jobs.step("s" + i)).toArray(JobSpec.Step[]::new));
  }
}
