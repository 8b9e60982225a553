package dev.mayfly.notifier;

import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serviceUnavailable;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static dev.mayfly.notifier.Samples.accepted;
import static dev.mayfly.notifier.Samples.on;
import static dev.mayfly.notifier.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.NotificationEvent.NotificationFailed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.notifier.channel.ScriptedSmtp;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on a real broker. */
@Timeout(120)
class NotifierServiceTest {
  private static final String HOOK = "/services/ops";

  @RegisterExtension
  static final WireMockExtension slack =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir Path dir;

  private final Topics topics = new Topics(KafkaFixture.uniquePrefix() + "mayfly");
  private final KafkaConnection connection = new KafkaConnection(KafkaFixture.bootstrapServers());
  private final EventProducer producer = new EventProducer(connection);
  private ScriptedSmtp mail;
  private int published;

  @BeforeEach
  void createTopics() throws IOException {
    mail = new ScriptedSmtp();
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
  }

  @AfterEach
  void close() throws IOException {
    producer.close();
    mail.close();
  }

  @Test
  void aRunsEndIsToldOnceToEachChannelAndSaidToHaveBeenTold() throws Exception {
    slack.stubFor(post(HOOK).willReturn(ok("ok")));
    try (ConfigurableApplicationContext service = NotifierApplication.create().run(arguments())) {
      assertThat(service.isRunning()).isTrue();
      publish(accepted("r1", on(Outcome.SUCCEEDED, "slack:ops", "slack:nowhere")));
      publish(succeeded("r1"));
      publish(succeeded("r1"));
      publish(accepted("r2"));
      publish(succeeded("r2"));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> events(NotificationSent.class).count() == 3);
    }

    assertThat(events(NotificationSent.class))
        .extracting(n -> n.runId() + " " + n.channel() + " " + n.attempts())
        .containsExactlyInAnyOrder("r1 log 1", "r1 slack:ops 1", "r2 log 1");
    assertThat(events(NotificationFailed.class))
        .singleElement()
        .satisfies(f -> assertThat(f.channel()).isEqualTo("slack:nowhere"))
        .satisfies(f -> assertThat(f.cause()).contains("configured are email:ops, log, slack:ops"));
    assertThat(told())
        .singleElement()
        .satisfies(text -> assertThat(text).contains("birds succeeded", "mf-7f3 is gone"))
        .satisfies(text -> assertThat(text).doesNotContain("possibly repeated"));
    String everything = records(topics.notifications()) + records(topics.commands("notifier"));
    assertThat(everything + records(topics.observations("notifier"))).doesNotContain(HOOK);
  }

  @Test
  void aChannelThatIsDownIsNamedByHealthUntilItTakesTheMessage() throws Exception {
    slack.stubFor(post(HOOK).willReturn(serviceUnavailable()));
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String[] arguments =
        Stream.concat(Stream.of(arguments()), Stream.of("--mayfly.health.port=" + port))
            .toArray(String[]::new);
    try (ConfigurableApplicationContext service = NotifierApplication.create().run(arguments)) {
      assertThat(service.isRunning()).isTrue();
      publish(accepted("r1", on(Outcome.SUCCEEDED, "slack:ops")));
      publish(succeeded("r1"));
      await().atMost(Duration.ofSeconds(30)).until(() -> health(port).statusCode() == 503);
      assertThat(Json.parse(health(port).body()).at("/parts/channels/reason").asString())
          .isEqualTo("slack:ops did not take the last message: Slack answered 503");

      slack.stubFor(post(HOOK).willReturn(ok("ok")));
      await().atMost(Duration.ofSeconds(30)).until(() -> health(port).statusCode() == 200);
    }
  }

  @Test
  void twoInstancesInOneProcessTellOnce() throws Exception {
    slack.stubFor(post(HOOK).willReturn(ok("ok")));
    try (ConfigurableApplicationContext first = NotifierApplication.create().run(arguments());
        ConfigurableApplicationContext second = NotifierApplication.create().run(arguments())) {
      publish(accepted("r1", on(Outcome.SUCCEEDED, "slack:ops")));
      publish(succeeded("r1"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> events(NotificationSent.class).count() == 2);
      assertThat(List.of(first, second)).allMatch(ConfigurableApplicationContext::isRunning);
    }

    assertThat(told()).hasSize(1);
    assertThat(events(NotificationSent.class))
        .extracting(NotificationSent::channel)
        .containsExactlyInAnyOrder("log", "slack:ops");
  }

  @Test
  void aServiceThatIsKilledInMidSendTellsAgainAndSaysSo() throws Exception {
    slack.stubFor(post(HOOK).willReturn(ok("ok").withFixedDelay(10_000)));
    mail.reply("END", ScriptedSmtp.SILENCE);
    Process first = start();
    try {
      publish(accepted("r1", on(Outcome.SUCCEEDED, "slack:ops", "email:ops")));
      publish(succeeded("r1"));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> told().size() == 1 && mail.texts().size() == 1);
    } finally {
      first.destroyForcibly().waitFor();
    }
    slack.stubFor(post(HOOK).willReturn(ok("ok")));
    mail.reply("END", "250 taken");
    // The killed worker's session ends after this test: only the same worker gets its commands.
    try (ConfigurableApplicationContext service = NotifierApplication.create().run(arguments())) {
      assertThat(service.isRunning()).isTrue();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> events(NotificationSent.class).count() == 3);
    }

    for (List<String> texts : List.of(told(), mail.texts())) {
      assertThat(texts).hasSize(2);
      assertThat(texts.get(0)).doesNotContain("possibly repeated");
      assertThat(texts.get(1)).contains("possibly repeated");
    }
    assertThat(mail.texts()).extracting(NotifierServiceTest::messageId).doesNotContain("");
    assertThat(mail.texts().stream().map(NotifierServiceTest::messageId).distinct()).hasSize(1);
    assertThat(events(NotificationSent.class).filter(NotificationSent::possiblyRepeated))
        .extracting(NotificationSent::channel)
        .containsExactlyInAnyOrder("slack:ops", "email:ops");
  }

  private String[] arguments() {
    return new String[] {
      "--spring.kafka.bootstrap-servers=" + connection.bootstrapServers(),
      "--mayfly.installation=" + topics.installation(),
      "--mayfly.data-dir=" + dir,
      "--mayfly.notifier.slack.ops=" + slack.url(HOOK),
      "--mayfly.notifier.patience.first-retry=500ms",
      "--mayfly.notifier.patience.begin-within=3s",
      "--mayfly.notifier.patience.call-limit=2s",
      "--mayfly.notifier.email.ops=ops@example.com",
      "--mayfly.notifier.smtp.host=127.0.0.1",
      "--mayfly.notifier.smtp.port=" + mail.port(),
      "--mayfly.notifier.smtp.security=none",
      "--mayfly.notifier.smtp.from=mayfly@example.com",
      "--spring.cloud.stream.kafka.bindings.deliver-in-0.consumer.configuration.[session.timeout.ms]=300000"
    };
  }

  private static HttpResponse<String> health(int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/health");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private Process start() throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(NotifierApplication.class.getName());
    command.addAll(List.of(arguments()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(dir.toFile(), "first.log"))
        .start();
  }

  private void publish(Event event) throws Exception {
    String id = "t" + published++;
    producer.send(topics.runs(), "r", id, "/test", "r", Samples.T0, null, event).get();
  }

  private static String messageId(String mail) {
    return mail.lines().filter(l -> l.startsWith("Message-ID: ")).findFirst().orElse("");
  }

  private static List<String> told() {
    return slack.findAll(postRequestedFor(urlEqualTo(HOOK))).stream()
        .map(r -> r.getBodyAsString())
        .toList();
  }

  private <T> Stream<T> events(Class<T> type) {
    return KafkaFixture.readAll(topics.notifications()).stream()
        .filter(
            r ->
                new String(r.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8)
                    .endsWith("." + type.getSimpleName()))
        .map(r -> Json.read(r.value(), type));
  }

  private static String records(String topic) {
    var text = new StringBuilder();
    KafkaFixture.readAll(topic)
        .forEach(r -> text.append(new String(r.value(), StandardCharsets.UTF_8)));
    return text.toString();
  }
}
