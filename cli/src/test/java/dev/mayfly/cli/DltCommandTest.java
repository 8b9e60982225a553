package dev.mayfly.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.engine.kafka.KafkaConnection;
import dev.mayfly.engine.kafka.TopicAdmin;
import dev.mayfly.testkit.kafka.KafkaFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DltCommandTest {
  private static final String REQUEST = "{\"runId\": \"r1\", \"spec\": {\"name\": \"birds\"}}";

  @TempDir Path folder;

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Topics topics = new Topics(KafkaFixture.uniquePrefix() + "x");
  private final KafkaConnection connection = new KafkaConnection(KafkaFixture.bootstrapServers());

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try (var admin = new TopicAdmin(connection)) {
      admin.create(topics, 1);
    }
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void noLettersAreToldToo() {
    assertThat(dlt("list")).isZero();
    assertThat(out()).contains("no dead letters");
  }

  @Test
  void theLatestAreListedFirstEachWithWhyWhereAndWhen() {
    letter("scheduler", topics.requests(), "the value is not JSON", "hello", Map.of());
    letter("scheduler", topics.requests(), "the value is not UTF-8", "x", Map.of());
    letter("cluster", topics.runs(), "internal error", "{}", Map.of());

    assertThat(dlt("list")).isZero();
    assertThat(out().lines().skip(1))
        .extracting(line -> line.replaceAll(" +", " "))
        .containsExactly(
            "scheduler/1 2026-03-01T12:00:00Z " + topics.requests() + " 0/7 the value is not UTF-8",
            "scheduler/0 2026-03-01T12:00:00Z " + topics.requests() + " 0/7 the value is not JSON",
            "cluster/0 2026-03-01T12:00:00Z " + topics.runs() + " 0/7 internal error");
    out.reset();
    assertThat(dlt("list", "--json", "-n", "1")).isZero();
    var json = Json.mapper().readTree(out());
    assertThat(json.size()).isEqualTo(2);
    assertThat(json.get(0).path("id").asString()).isEqualTo("scheduler/1");
    assertThat(json.get(0).path("reason").asString()).isEqualTo("the value is not UTF-8");
  }

  @Test
  void aLetterIsShownWithItsBytesAsTextThatHarmsNoTerminal() {
    String value = "{\"name\":\n\"\u202e\u001b[31m" + "x".repeat(1_000) + "\"}";
    letter("scheduler", topics.requests(), "no\u001b[2J", value, Map.of("ce_id", "4\r2"));

    assertThat(dlt("show", "scheduler/0")).isZero();
    assertThat(out())
        .contains("why    no\\u001b[2J", topics.requests() + " at 0/7", "2026-03-01T12:00:00Z")
        .contains("ce_id: 4\\u000d2", "value of " + value.getBytes(UTF_8).length + " bytes")
        .contains("\\u202e\\u001b[31mxxx", "x…", "--json")
        .doesNotContain("\u001b", "\u202e");
    out.reset();
    assertThat(dlt("show", "scheduler/0", "--json")).isZero();
    assertThat(Json.mapper().readTree(out()).path("value").asString()).isEqualTo(value);
    assertThat(dlt("show", "scheduler/1")).isEqualTo(ExitCodes.NO_INPUT);
    assertThat(dlt("show", "../etc")).isEqualTo(ExitCodes.NO_INPUT);
  }

  @Test
  void aReplayPutsTheRecordBackAsItWasWithoutWhatTheServiceAdded() {
    letter("scheduler", topics.requests(), "not supported yet", REQUEST, cloudEvent());

    assertThat(dlt("replay", "scheduler/0")).isZero();
    assertThat(out()).contains("as it came", topics.requests(), "0/0");
    var back = KafkaFixture.readAll(topics.requests());
    assertThat(back).hasSize(1);
    assertThat(back.get(0).value()).isEqualTo(REQUEST.getBytes(UTF_8));
    assertThat(back.get(0).key()).isEqualTo("k".getBytes(UTF_8));
    assertThat(HeaderText.read(back.get(0).headers())).isEqualTo(cloudEvent());
    assertThat(KafkaFixture.readAll(topics.deadLetters("scheduler"))).hasSize(1);
  }

  @Test
  void whatWouldBeADeadLetterAgainIsNotSentUntilItIsCorrected() throws IOException {
    letter("scheduler", topics.requests(), "the value is not JSON", "{\"runId\"", Map.of());

    assertThat(dlt("replay", "scheduler/0")).isEqualTo(ExitCodes.REJECTED);
    assertThat(err()).contains("a dead letter again: the value is not JSON", "--file");
    assertThat(KafkaFixture.readAll(topics.requests())).isEmpty();
    String corrected = Files.writeString(folder.resolve("corrected.json"), REQUEST).toString();
    assertThat(dlt("replay", "scheduler/0", "--file", corrected)).isZero();
    assertThat(KafkaFixture.readAll(topics.requests()))
        .singleElement()
        .satisfies(r -> assertThat(r.value()).isEqualTo(REQUEST.getBytes(UTF_8)));
  }

  @Test
  void whatWasCutOrCameFromNoTopicIsNotSent() {
    letter("scheduler", topics.requests(), "large", REQUEST, Map.of("mayfly_cut", "value of 9 MB"));
    letter("cluster", "timer", "internal error", "expiry/mf-1", Map.of());
    letter("cluster", topics.runs(), "internal error", null, Map.of());

    assertThat(dlt("replay", "scheduler/0")).isEqualTo(ExitCodes.REJECTED);
    assertThat(err()).contains("only a part of it was kept (value of 9 MB)");
    assertThat(dlt("replay", "cluster/0")).isEqualTo(ExitCodes.REJECTED);
    assertThat(err()).contains("it came from 'timer', which is no topic of this installation");
    assertThat(dlt("replay", "cluster/1")).isEqualTo(ExitCodes.REJECTED);
    assertThat(err()).contains("it has no value");
    assertThat(KafkaFixture.readAll(topics.requests())).isEmpty();
    assertThat(KafkaFixture.readAll(topics.runs())).isEmpty();
  }

  @Test
  void anInstallationThatIsNotThereIsToldWithWhatToDo() {
    assertThat(
            Mayfly.commandLine()
                .execute(
                    "dlt",
                    "list",
                    "--bootstrap-servers",
                    KafkaFixture.bootstrapServers(),
                    "--installation",
                    "nowhere"))
        .isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(err()).contains("mayfly topics create");
  }

  private static Map<String, String> cloudEvent() {
    return Map.of(
        "ce_specversion", "1.0", "ce_id", "1", "ce_source", "/x", "ce_type", "JobRequested");
  }

  private void letter(
      String service, String topic, String reason, String value, Map<String, String> more) {
    var headers = new LinkedHashMap<>(more);
    headers.put("mayfly_reason", reason);
    headers.put("mayfly_topic", topic);
    headers.put("mayfly_position", "0/7");
    headers.put("mayfly_at", "2026-03-01T12:00:00Z");
    byte[] bytes = value == null ? null : value.getBytes(UTF_8);
    try (var producer = new EventProducer(connection)) {
      producer.send(topics.deadLetters(service), "k", headers, bytes).join();
    }
  }

  private int dlt(String... args) {
    var all = new ArrayList<>(List.of("dlt"));
    all.addAll(List.of(args));
    all.addAll(
        List.of(
            "--bootstrap-servers",
            connection.bootstrapServers(),
            "--installation",
            topics.installation()));
    return Mayfly.commandLine().execute(all.toArray(String[]::new));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
