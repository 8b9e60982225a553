package dev.mayfly.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.event.ClusterEvent.LeaseEnded;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SharedClusterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void whatBecomesOfASharedClusterAfterTheLeaseIsNoRuns() {
    var book = new RunBook();
    book.apply(new ClusterStarting("c-1", "r1", 1, "local", 1, NOON));
    book.apply(new ClusterStarting("c-1", "r2", 1, "local", 1, NOON));
    book.apply(new LeaseEnded("c-1", "r1", 1, NOON.plusSeconds(5), true, null));
    book.apply(new LeaseEnded("c-1", "r2", 1, NOON.plusSeconds(9), true, null));

    assertThat(book.apply(new ClusterStopping("c-1", "idle", NOON.plusSeconds(600)))).isEmpty();
    assertThat(book.apply(new ClusterStopped("c-1", null, 0, NOON.plusSeconds(605)))).isEmpty();
    AttemptView first = book.find("r1").orElseThrow().currentAttempt();
    assertThat(first.leaseEnded().orElseThrow().endedAt()).isEqualTo(NOON.plusSeconds(5));
  }
}
