package dev.mayfly.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class NotifierConfigTest {

  @Test
  void keysAreBoundAndTheRestHasItsDefault() {
    NotifierConfig config =
        bind(
            Map.of(
                "mayfly.notifier.slack.data-alerts", "https://hooks.slack.com/services/x",
                "mayfly.notifier.patience.give-up-after", "12h"));

    assertThat(config.webhooks())
        .containsExactly(
            Map.entry("data-alerts", URI.create("https://hooks.slack.com/services/x")));
    assertThat(config.patience())
        .isEqualTo(
            new Patience(
                Duration.ofSeconds(5),
                Duration.ofMinutes(30),
                Duration.ofHours(12),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10)));
  }

  @Test
  void nothingNeedsToBeConfigured() {
    assertThat(bind(Map.of())).isEqualTo(new NotifierConfig(null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.slack.com/topsecret",
        "topsecret",
        "https:///topsecret",
        "file:///topsecret",
        "https://a b/topsecret"
      })
  void anUnsafeWebhookIsRefusedByItsKeyWithoutShowingIt(String url) {
    NotifierConfig config = bind(Map.of("mayfly.notifier.slack.ops", url));

    assertThatThrownBy(config::webhooks)
        .hasMessageStartingWith("mayfly.notifier.slack.ops ")
        .hasMessageContaining("https://hooks.slack.com/services/")
        .hasMessageNotContaining("topsecret")
        .hasNoCause();
    assertThat(config).asString().doesNotContain("topsecret");
  }

  @Test
  void aWebhookOnThisMachineMayBePlain() {
    NotifierConfig config = bind(Map.of("mayfly.notifier.slack.ops", "http://127.0.0.1:1/x"));

    assertThat(config.webhooks()).hasSize(1);
  }

  @Test
  void aWaitThatIsNoneIsRefusedByItsKey() {
    assertThatThrownBy(() -> bind(Map.of("mayfly.notifier.patience.first-retry", "0s")))
        .hasStackTraceContaining("mayfly.notifier.patience.first-retry is 'PT0S'; expected more");
  }

  private static NotifierConfig bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("mayfly.notifier", Bindable.of(NotifierConfig.class));
  }
}
