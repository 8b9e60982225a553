package dev.mayfly.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.RequestEvent;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.sample.Samples;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.UnreadableRecordException;
import dev.mayfly.engine.kafka.HeaderText;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Everything that reads somebody else's bytes gives a value or a declared refusal, whatever the
 * bytes: {@code -Dfuzz.inputs} says how many of them (a failure is had again with its {@code
 * -Dfuzz.seed}).
 */
class FuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 6_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20260301);
  private static final Topics TOPICS = new Topics("mayfly");
  private static final String DEAD_LETTERS = TOPICS.deadLetters("scheduler");

  private static final String YAML =
      """
      name: birds
      params: {day: monday}
      cluster: {profile: local, workers: 2, memory: 1g}
      retry:
        attempts: 2
        on: [INFRASTRUCTURE]
      steps:
        - name: clean
          application: s3a://jobs/clean.py
          args: ["--day", "{{ params.day }}"]
          env: {KEY: "${secret:birds-api}"}
          expect: {rowsWritten: ">0"}
        - {name: sum, application: s3a://jobs/sum.py, after: [clean]}
      """;

  private static final JsonNode SPEC = SpecText.read(YAML);

  private static final List<Event> REQUESTS =
      Samples.all().stream().filter(RequestEvent.class::isInstance).toList();

  enum Decoder {
    BARE_REQUEST {
      @Override
      void read(Mutations mutations) {
        inbox(Map.of(), mutated(Json.tree(mutations.one(REQUESTS)), mutations));
      }
    },
    BINARY_REQUEST {
      @Override
      void read(Mutations mutations) {
        Event sample = mutations.one(REQUESTS);
        inbox(headers(sample, mutations), mutated(Json.tree(sample), mutations));
      }
    },
    STRUCTURED_REQUEST {
      @Override
      void read(Mutations mutations) {
        Event sample = mutations.one(REQUESTS);
        var event = Json.mapper().createObjectNode();
        event.put("specversion", "1.0").put("id", "1").put("source", "/x");
        event.put("type", EventTypes.of(sample.getClass())).set("data", Json.tree(sample));
        inbox(Map.of(), mutated(event, mutations));
      }
    },
    YAML_SPEC {
      @Override
      void read(Mutations mutations) {
        spec(new String(mutations.bytes(YAML.getBytes(UTF_8)), UTF_8));
      }
    },
    JSON_SPEC {
      @Override
      void read(Mutations mutations) {
        spec(new String(mutated(SPEC, mutations), UTF_8));
      }
    },
    EVENT {
      @Override
      void read(Mutations mutations) {
        Event sample = mutations.one(Samples.all());
        event(headers(sample, mutations), mutated(Json.tree(sample), mutations));
      }
    },
    HEADERS {
      @Override
      void read(Mutations mutations) {
        var headers = new RecordHeaders();
        for (int left = mutations.chance().nextInt(20); left > 0; left--) {
          String name =
              mutations.one(List.of("ce_id", "ce_type", "ce_specversion", "ce_time", "x"));
          headers.add(name, mutations.chance().nextInt(5) == 0 ? null : mutations.random(60));
        }
        Map<String, String> texts = HeaderText.read(headers);
        assertThat(HeaderText.read(HeaderText.write(texts))).isEqualTo(texts);
        BinaryMode.read(texts, "{}").ifPresent(e -> assertThat(e.id()).isNotNull());
      }
    };

    abstract void read(Mutations mutations);
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsReadOrRefused(Decoder decoder) {
    var failures = new LinkedHashMap<String, Throwable>();
    for (int i = 0; i < INPUTS / Decoder.values().length && failures.size() < 10; i++) {
      long seed = SEED + i;
      try {
        decoder.read(new Mutations(new Random(seed)));
      } catch (Throwable e) {
        StackTraceElement[] at = e.getStackTrace();
        String where = e.getClass().getName() + (at.length == 0 ? "" : " at " + at[0]);
        failures.putIfAbsent(where, new AssertionError("-Dfuzz.seed=" + seed, e));
      }
    }
    var all = new AssertionError(decoder + " fails in these ways: " + failures.keySet());
    failures.values().forEach(all::addSuppressed);
    if (!failures.isEmpty()) {
      throw all;
    }
  }

  private static byte[] mutated(JsonNode sample, Mutations mutations) {
    return switch (mutations.chance().nextInt(12)) {
      case 0 -> mutations.random(2_000);
      case 1, 2, 3, 4 -> mutations.bytes(Json.bytes(sample));
      case 5 -> mutations.bytes(mutations.json(sample));
      default -> mutations.json(sample);
    };
  }

  private static Map<String, String> headers(Event sample, Mutations mutations) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", "1");
    headers.put("ce_source", "/x");
    headers.put("ce_type", EventTypes.of(sample.getClass()));
    headers.put("ce_time", "2026-03-01T12:00:00Z");
    headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    if (mutations.chance().nextInt(6) == 0) {
      String name = mutations.one(List.copyOf(headers.keySet()));
      byte[] value = headers.getOrDefault(name, "").getBytes(UTF_8);
      headers.put(name, new String(mutations.bytes(value), UTF_8));
    }
    return headers;
  }

  /** As a record of the inbox, through the decoder and through the decision. */
  private static void inbox(Map<String, String> headers, byte[] value) {
    Inbox.Read read = Inbox.read(headers, value);
    var scheduler = new DecisionDriver(new SchedulerDecision(TOPICS, Times.DEFAULT), DEAD_LETTERS);
    scheduler.event(TOPICS.profiles(), "local", BadInput.profile(scheduler.now()));
    scheduler.record(TOPICS.requests(), null, headers, value, scheduler.now());
    var letters = scheduler.on(DEAD_LETTERS);
    int accepted = scheduler.all(JobAccepted.class).size();
    List<JobRejected> rejected = scheduler.all(JobRejected.class);
    assertThat(letters.size() + accepted + rejected.size()).isLessThanOrEqualTo(1);
    letters.forEach(l -> assertIsTold(l.headers().get("mayfly_reason")));
    rejected.forEach(r -> r.faults().forEach(f -> assertIsTold(f.toString())));
    rejected.forEach(r -> assertThat(Json.bytes(r)).hasSizeLessThan(1 << 20));
    if (read instanceof Inbox.Read.Unreadable unreadable) {
      assertThat(letters).as(as(value)).hasSize(1);
      assertIsTold(unreadable.reason());
    }
  }

  private static void spec(String text) {
    JsonNode tree;
    try {
      tree = SpecText.read(text);
    } catch (JacksonException e) {
      return;
    }
    var read = JobSpecReader.read(tree, null, Map.of(), Map.of("run.id", "r"));
    if (read instanceof JobSpecReader.Result.Valid valid) {
      byte[] written = Json.bytes(valid.spec());
      assertThat(Json.read(written, JobSpec.class)).isEqualTo(valid.spec());
      assertThat(written.length).isLessThanOrEqualTo(SpecText.LARGEST);
      assertThat(valid.warnings()).hasSizeLessThanOrEqualTo(100);
      valid.warnings().forEach(FuzzTest::assertIsTold);
    } else if (read instanceof JobSpecReader.Result.Invalid invalid) {
      assertThat(invalid.faults()).isNotEmpty().hasSizeLessThanOrEqualTo(101);
      invalid.faults().forEach(f -> assertIsTold(f.toString()));
    }
  }

  private static void event(Map<String, String> headers, byte[] value) {
    var record = new Input.Received("id", "t", 0, 0, Instant.EPOCH, "k", headers, value);
    try {
      record.event().ifPresent(event -> assertThat(Json.bytes(event)).isNotEmpty());
    } catch (UnreadableRecordException e) {
      assertIsTold(String.valueOf(e.getMessage()));
    }
  }

  private static void assertIsTold(String sentence) {
    assertThat(sentence).isNotBlank().hasSizeLessThan(1_300).doesNotContain("internal error");
    assertThat(sentence).isEqualTo(Visible.of(sentence, 1_300));
  }

  private static String as(byte[] value) {
    return Visible.of(Base64.getEncoder().encodeToString(value), 4_000);
  }
}
