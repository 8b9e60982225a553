package dev.mayfly.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopping;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.testkit.log.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeakWatchTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(T0);
  private final Times times = Times.DEFAULT;
  private final LeakWatch watch =
      new LeakWatch(new KafkaConnection("127.0.0.1:1"), new Topics("mayfly"), times, clock);

  @Test
  void aClusterIsLeakedOnceItsGracePeriodIsOverAndUntilItIsGone() {
    say(new ClusterStopping("c-1", "its job ended", T0));
    assertThat(watch.count()).isZero();

    clock.set(T0.plus(times.grace()).plusSeconds(1));
    assertThat(watch.count()).isEqualTo(1);

    say(new ClusterStopping("c-1", "asked again", clock.instant()));
    assertThat(watch.count()).isEqualTo(1);

    say(new ClusterStopped("c-1", "r1", 1, clock.instant()));
    assertThat(watch.count()).isZero();
  }

  @Test
  void aClusterThatIsGoneInTimeWasNone() {
    say(new ClusterStopping("c-1", "its job ended", T0));
    say(new ClusterStopped("c-1", "r1", 1, T0.plusSeconds(2)));
    clock.set(T0.plus(Duration.ofDays(1)));
    assertThat(watch.count()).isZero();
  }

  @Test
  void nothingIsSaidWhileItIsNotKnown() {
    var registry = new SimpleMeterRegistry();
    watch.addTo(registry);
    assertThat(registry.get("mayfly.clusters.leaked").gauge().value()).isNaN();
  }

  private void say(ClusterEvent event) {
    CloudEvent told = CloudEvent.of("e", "/test", clock.instant(), "c-1", null, event);
    byte[] value = told.data().getBytes(StandardCharsets.UTF_8);
    var headers = BinaryMode.headers(told);
    watch.on(new Input.Received("t/0/0", "t", 0, 0, clock.instant(), "c-1", headers, value));
  }
}
