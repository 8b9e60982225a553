package dev.mayfly.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.notifier.channel.MailServer;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    assertThat(bind(Map.of())).isEqualTo(new NotifierConfig(null, null, null, null));
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
  void mailGoesWithStartTlsToThePortOfThat() {
    NotifierConfig config =
        bind(
            Map.of(
                "mayfly.notifier.email.ops", "ops@example.com, night@example.com",
                "mayfly.notifier.smtp.host", "smtp.example.com",
                "mayfly.notifier.smtp.from", "mayfly@example.com",
                "mayfly.notifier.smtp.username", "mayfly",
                "mayfly.notifier.smtp.password", "topsecret"));

    assertThat(config.addresses().get("ops"))
        .extracting(InternetAddress::getAddress)
        .containsExactly("ops@example.com", "night@example.com");
    assertThat(config.smtp())
        .isEqualTo(
            new MailServer(
                "smtp.example.com",
                587,
                MailServer.Security.STARTTLS,
                "mayfly",
                "topsecret",
                "mayfly@example.com"));
    assertThat(config).asString().doesNotContain("topsecret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host=                       | mayfly.notifier.smtp.host is missing
          from=                       | mayfly.notifier.smtp.from is missing
          from=nobody at all          | mayfly.notifier.smtp.from is 'nobody at all'
          port=70000                  | mayfly.notifier.smtp.port is '70000'
          username=                   | mayfly.notifier.smtp.username and
          security=none               | mayfly.notifier.smtp.security is 'NONE', which would show
          """)
  void aMailServerThatCannotBeUsedIsRefusedByItsKeyWithoutThePassword(
      String change, String message) {
    var properties = new HashMap<String, String>();
    properties.put("mayfly.notifier.smtp.host", "smtp.example.com");
    properties.put("mayfly.notifier.smtp.from", "mayfly@example.com");
    properties.put("mayfly.notifier.smtp.username", "mayfly");
    properties.put("mayfly.notifier.smtp.password", "topsecret");
    String[] parts = change.split("=", 2);
    String key = "mayfly.notifier.smtp." + parts[0];
    if (parts[1].isEmpty()) {
      properties.remove(key);
    } else {
      properties.put(key, parts[1]);
    }

    assertThatThrownBy(() -> bind(properties))
        .hasStackTraceContaining(message)
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("topsecret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ops", "ops@", "", "a@b.c d@e.f", "https://example.com"})
  void whatIsNoAddressIsRefusedByItsKey(String text) {
    NotifierConfig config =
        bind(
            Map.of(
                "mayfly.notifier.email.ops", text,
                "mayfly.notifier.smtp.host", "smtp.example.com",
                "mayfly.notifier.smtp.from", "mayfly@example.com"));

    assertThatThrownBy(config::addresses).hasMessageStartingWith("mayfly.notifier.email.ops is ");
  }

  @Test
  void mailWithoutAServerIsRefused() {
    NotifierConfig config = bind(Map.of("mayfly.notifier.email.ops", "ops@example.com"));

    assertThatThrownBy(config::addresses)
        .hasMessageStartingWith("mayfly.notifier.smtp.host is missing");
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
