package dev.mayfly.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.scheduler.BadInput.Becomes;
import dev.mayfly.scheduler.BadInput.Kind;
import dev.mayfly.testkit.kafka.KafkaFixture;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on a real broker. */
@Timeout(120)
class SchedulerServiceTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path dir;

  private final Topics topics = new Topics(KafkaFixture.uniquePrefix() + "mayfly");
  private final KafkaConnection connection = new KafkaConnection(KafkaFixture.bootstrapServers());

  @Test
  void everyKindOfBadInputInARowStopsNobody() throws Exception {
    // The broker says when it took a record, so none can be made to look old.
    List<Kind> kinds = BadInput.all().stream().filter(k -> k.age().isZero()).toList();
    createTopics();
    try (ConfigurableApplicationContext service = SchedulerApplication.create().run(arguments());
        var events = new EventProducer(connection);
        // A batch is held against the topic's limit as it is sent: compressed.
        Producer<byte[], byte[]> anyone =
            connection.producer(Map.of("compression.type", "gzip", "max.request.size", 20 << 20))) {
      events.send(topics.profiles(), "local", "p", "/test", "local", now(), null, profile()).join();
      send(anyone, Map.of(), BadInput.FIRST.getBytes(UTF_8));
      await().atMost(SOON).until(() -> accepted().equals(List.of("first")));
      ListAppender<ILoggingEvent> log = listen();

      for (Kind kind : kinds) {
        send(anyone, kind.headers(), kind.value());
      }
      send(anyone, Map.of(), BadInput.good("last").getBytes(UTF_8));
      await().atMost(SOON).until(() -> accepted().equals(List.of("first", "last")));

      assertThat(service.isRunning()).isTrue();
      assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
    }

    List<Kind> deadLetters = of(kinds, Becomes.DEAD_LETTER);
    var letters = KafkaFixture.readAll(topics.deadLetters("scheduler"));
    assertThat(letters).hasSameSizeAs(deadLetters);
    for (int i = 0; i < letters.size(); i++) {
      Kind kind = deadLetters.get(i);
      var headers = HeaderText.read(letters.get(i).headers());
      assertThat(headers.get("mayfly_reason")).contains(kind.reason());
      assertThat(headers).containsEntry("mayfly_topic", topics.requests());
      assertThat(headers).containsEntry("mayfly_position", "0/" + (1 + kinds.indexOf(kind)));
      assertThat(Instant.parse(headers.get("mayfly_at"))).isBefore(Instant.now());
      assertIsKept(kind, letters.get(i), headers);
    }
    List<Kind> rejections = of(kinds, Becomes.REJECTED);
    List<JobRejected> rejected = said(JobRejected.class);
    assertThat(rejected).hasSameSizeAs(rejections);
    for (int i = 0; i < rejected.size(); i++) {
      assertThat(rejected.get(i).faults().toString()).contains(rejections.get(i).reason());
    }
  }

  @Test
  void howLateTicksFireIsMeasured() throws Exception {
    createTopics();
    try (ConfigurableApplicationContext service = SchedulerApplication.create().run(arguments());
        Producer<byte[], byte[]> deployer = connection.producer(Map.of())) {
      String spec =
          "{'name': 'pi', 'schedule': {'cron': '* * * * * *'},"
              + " 'steps': [{'name': 's', 'application': 's3a://jobs/pi.py'}]}";
      byte[] deployed = spec.replace('\'', '"').getBytes(UTF_8);
      deployer.send(new ProducerRecord<>(topics.jobs(), "pi".getBytes(UTF_8), deployed)).get();

      var registry = service.getBean(PrometheusMeterRegistry.class);
      await()
          .atMost(SOON)
          .until(
              () ->
                  registry
                      .scrape()
                      .contains(
                          "mayfly_timer_lateness_seconds_bucket{kind=\"tick\",le=\"0.005\"}"));
    }
  }

  @Test
  void aServiceThatCannotStartSaysWhyInASentenceAndWithoutAStackTrace() {
    assertThat(said(() -> SchedulerApplication.create().run(arguments())))
        .contains("APPLICATION FAILED TO START", topics.requests() + " is missing")
        .contains("mayfly topics create")
        .doesNotContain("\tat ");
    String[] wrong = Arrays.copyOf(arguments(), 4);
    wrong[3] = "--mayfly.times.heartbeat=1h";
    assertThat(said(() -> SchedulerApplication.create().run(wrong)))
        .contains("APPLICATION FAILED TO START", "heartbeat")
        .doesNotContain("\tat ");
    wrong[3] = "--mayfly.concurrency.runs-per-owner=0";
    assertThat(said(() -> SchedulerApplication.create().run(wrong)))
        .contains("APPLICATION FAILED TO START", "mayfly.concurrency.runs-per-owner is 0")
        .doesNotContain("\tat ");
  }

  private static String said(ThrowingCallable start) {
    var out = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      assertThatThrownBy(start).isNotNull();
    } finally {
      System.setOut(stdout);
    }
    return out.toString(UTF_8);
  }

  /** As it came, or, beyond what a topic takes, its beginning and its size. */
  private static void assertIsKept(
      Kind kind, ConsumerRecord<byte[], byte[]> letter, Map<String, String> headers) {
    byte[] value = kind.value();
    if (value != null && value.length > 2 << 20) {
      assertThat(value).startsWith(letter.value());
      assertThat(headers).containsEntry("mayfly_cut", "value of " + value.length + " bytes");
    } else {
      assertThat(letter.value()).isEqualTo(value);
      assertThat(headers).doesNotContainKey("mayfly_cut");
    }
  }

  private static List<Kind> of(List<Kind> kinds, Becomes becomes) {
    return kinds.stream().filter(k -> k.becomes() == becomes).toList();
  }

  private static ListAppender<ILoggingEvent> listen() {
    var appender = new ListAppender<ILoggingEvent>();
    appender.start();
    ((Logger) LoggerFactory.getLogger("dev.mayfly")).addAppender(appender);
    return appender;
  }

  private void send(Producer<byte[], byte[]> producer, Map<String, String> headers, byte[] value)
      throws Exception {
    var record =
        new ProducerRecord<byte[], byte[]>(
            topics.requests(), null, null, null, value, HeaderText.write(headers));
    producer.send(record).get();
  }

  private List<String> accepted() {
    return said(JobAccepted.class).stream().map(JobAccepted::runId).toList();
  }

  private <T> List<T> said(Class<T> type) {
    return KafkaFixture.readAll(topics.runs()).stream()
        .filter(r -> HeaderText.read(r.headers()).get("ce_type").endsWith(type.getSimpleName()))
        .map(r -> Json.read(r.value(), type))
        .collect(Collectors.toList());
  }

  private void createTopics() {
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
  }

  private Object profile() {
    return BadInput.profile(now());
  }

  private static Instant now() {
    return Instant.parse("2026-03-01T12:00:00Z");
  }

  private String[] arguments() {
    return new String[] {
      "--spring.kafka.bootstrap-servers=" + connection.bootstrapServers(),
      "--mayfly.installation=" + topics.installation(),
      "--mayfly.data-dir=" + dir
    };
  }
}
