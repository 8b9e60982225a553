package dev.mayfly.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ConcurrencyTest {

  @Test
  void whatIsLeftOutHasNoLimit() {
    assertThat(bound(Map.of())).isEqualTo(Concurrency.NONE);
  }

  @Test
  void eachLimitHasAKeyOfItsOwn() {
    var keys =
        Map.of(
            "mayfly.concurrency.runs", "20",
            "mayfly.concurrency.runs-per-owner", "5",
            "mayfly.concurrency.runs-per-profile", "10");
    assertThat(bound(keys)).isEqualTo(new Concurrency(20, 5, 10));
  }

  private static Concurrency bound(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("mayfly.concurrency", Bindable.of(Concurrency.class));
  }
}
