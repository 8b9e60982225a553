package dev.mayfly.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.Times;
import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.envelope.BinaryMode;
import dev.mayfly.contracts.envelope.CloudEvent;
import dev.mayfly.contracts.event.RunEvent.AttemptStopping;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.StepEvent.JobStarted;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import dev.mayfly.scheduler.BadInput.Becomes;
import dev.mayfly.scheduler.BadInput.Kind;
import dev.mayfly.testkit.decision.DecisionDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything in {@link BadInput}, decided about. */
class BadInputTest {
  private static final Topics TOPICS = new Topics("mayfly");
  private static final String DEAD_LETTERS = TOPICS.deadLetters("scheduler");
  private static final Path PAGE = Path.of("..", "docs", "bad-input.md");

  private DecisionDriver scheduler = driver();

  static List<Kind> kinds() {
    return BadInput.all();
  }

  @BeforeEach
  void announce() {
    begin();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void eachIsRefusedOnceWithItsReasonAndTheNextRequestRuns(Kind kind) {
    String reason = refusal(kind);
    assertThat(reason).contains(kind.reason());
    assertThat(reason).hasSizeLessThan(1_200).isEqualTo(Visible.of(reason, 1_200));
    assertThat(scheduler.stateKeys("seen/")).hasSize(kind.becomes() == Becomes.REJECTED ? 2 : 1);

    scheduler.bare(TOPICS.requests(), BadInput.good("next"));
    assertThat(scheduler.all(JobAccepted.class))
        .extracting(JobAccepted::runId)
        .containsExactly("first", "next");
  }

  @Test
  void eachHasAReasonOfItsOwn() {
    Map<Kind, String> reasons = reasons();
    assertThat(reasons).hasSizeGreaterThan(60);
    reasons.forEach(
        (kind, reason) ->
            assertThat(reasons.keySet().stream().filter(other -> reason.contains(other.reason())))
                .as(reason)
                .containsExactly(kind));
  }

  @Test
  void thePageTellsThemAll() throws IOException {
    var table = new StringBuilder("| what | becomes | its reason |\n|---|---|---|\n");
    for (var entry : reasons().entrySet()) {
      Kind kind = entry.getKey();
      String becomes = kind.becomes() == Becomes.REJECTED ? "`JobRejected`" : "dead letter";
      String reason = Visible.of(entry.getValue(), 220).replace("|", "\\|");
      table.append("| %s | %s | `` %s `` |\n".formatted(kind.name(), becomes, reason));
    }
    String page = Files.readString(PAGE);
    String begin = "<!-- kinds: generated -->\n";
    String end = "<!-- end of kinds -->";
    String now =
        page.substring(0, page.indexOf(begin) + begin.length())
            + table
            + page.substring(page.indexOf(end));
    if (Boolean.getBoolean("contracts.write")) {
      Files.writeString(PAGE, now);
    }
    assertThat(Files.readString(PAGE))
        .as("stale; ./mvnw -pl scheduler-service -am test -Dcontracts.write=true writes it anew")
        .isEqualTo(now);
  }

  @Test
  void aRequestThatIsWrongInItselfWaitsForNoProfile() {
    scheduler = driver();
    scheduler.bare(TOPICS.requests(), "{\"runId\": \"r\", \"spec\": {}}");
    assertThat(scheduler.only(JobRejected.class).runId()).isEqualTo("r");
    assertThat(scheduler.stateKeys("held/")).isEmpty();
  }

  @Test
  void whoAskedIsCutToALengthThatMayBeTold() {
    String by = "\\u202e" + "\\\"".repeat(200_000);
    String request = BadInput.good("r").replaceFirst("\\{", "{\"requestedBy\": \"%s\", ");
    scheduler = driver();
    scheduler.bare(TOPICS.requests(), request.formatted(by));
    scheduler.event(TOPICS.profiles(), "local", BadInput.profile(scheduler.now()));
    assertThat(scheduler.only(JobAccepted.class).requestedBy())
        .startsWith("\\u202e\"")
        .hasSizeLessThan(300);
  }

  @Test
  void whatIsTooLargeToBeKeptIsCutAndSaid() {
    var headers = Map.of("x", "y".repeat(100_000), "traceparent", "z".repeat(10_000));
    String key = "k".repeat(10_000);
    byte[] value = new byte[5 << 20];
    scheduler.record(TOPICS.requests(), key, headers, value, scheduler.now());
    var letter = scheduler.on(DEAD_LETTERS).get(0);
    assertThat(letter.key()).isNull();
    assertThat(letter.value()).hasSizeBetween(1 << 20, 2 << 20);
    assertThat(letter.headers())
        .containsOnlyKeys(
            "mayfly_reason", "mayfly_topic", "mayfly_position", "mayfly_at", "mayfly_cut")
        .containsEntry(
            "mayfly_cut", "headers of 110012 bytes; value of 5242880 bytes; key of 10000 bytes");
  }

  @Test
  void aTraceparentThatIsFarTooLongIsNotCarriedAlong() {
    var headers = Map.of("traceparent", "0".repeat(200));
    byte[] value = BadInput.good("r").getBytes(UTF_8);
    scheduler.record(TOPICS.requests(), null, headers, value, scheduler.now());
    assertThat(scheduler.on(TOPICS.runs()))
        .isNotEmpty()
        .noneMatch(r -> r.headers().containsKey("traceparent"));
  }

  @Test
  void anEventThatCannotBeReadIsADeadLetterWithoutAStackTraceAndItsRunIsEnded() {
    var headers =
        BinaryMode.headers(CloudEvent.of("1", "/x", scheduler.now(), null, null, started()));
    byte[] value = ("{\"runId\": [\"" + "x".repeat(100_000) + "\"]}").getBytes(UTF_8);
    scheduler.record(TOPICS.steps(), "first", headers, value, scheduler.now());
    assertThat(scheduler.on(DEAD_LETTERS).get(0).headers().get("mayfly_reason"))
        .startsWith("the JobStarted cannot be read: ")
        .hasSizeLessThan(600);
    assertThat(scheduler.only(AttemptStopping.class).runId()).isEqualTo("first");
  }

  @Test
  void aRequestThatBreaksTheDecisionEndsNobodyElsesRun() {
    var broken =
        new FailsOn(
            new SchedulerDecision(TOPICS, Times.DEFAULT),
            in -> in instanceof Input.Received r && "first".equals(r.key()));
    scheduler = new DecisionDriver(broken, DEAD_LETTERS);
    scheduler.event(TOPICS.profiles(), "local", BadInput.profile(scheduler.now()));
    scheduler.bare(TOPICS.requests(), BadInput.FIRST);
    scheduler.record(TOPICS.requests(), "first", Map.of(), new byte[] {1}, scheduler.now());
    assertThat(scheduler.on(DEAD_LETTERS)).hasSize(1);
    assertThat(scheduler.all(AttemptStopping.class)).isEmpty();
  }

  private JobStarted started() {
    return new JobStarted("first", 1, "mf-1", "sub", scheduler.now());
  }

  private Map<Kind, String> reasons() {
    var reasons = new LinkedHashMap<Kind, String>();
    for (Kind kind : kinds()) {
      begin();
      reasons.put(kind, refusal(kind));
    }
    return reasons;
  }

  private void begin() {
    scheduler = driver();
    scheduler.event(TOPICS.profiles(), "local", BadInput.profile(scheduler.now()));
    scheduler.bare(TOPICS.requests(), BadInput.FIRST);
  }

  /** The one reason, of the one refusal. */
  private String refusal(Kind kind) {
    scheduler.record(
        TOPICS.requests(), null, kind.headers(), kind.value(), scheduler.now().minus(kind.age()));
    var letters = scheduler.on(DEAD_LETTERS);
    List<JobRejected> rejected = scheduler.all(JobRejected.class);
    if (kind.becomes() == Becomes.DEAD_LETTER) {
      assertThat(rejected).isEmpty();
      assertThat(letters).hasSize(1);
      return String.valueOf(letters.get(0).headers().get("mayfly_reason"));
    }
    assertThat(letters).isEmpty();
    assertThat(rejected).hasSize(1);
    assertThat(Json.bytes(rejected.get(0))).hasSizeLessThan(1 << 20);
    assertThat(rejected.get(0).faults()).hasSize(1);
    return rejected.get(0).faults().stream().map(Fault::toString).collect(Collectors.joining("; "));
  }

  private static DecisionDriver driver() {
    return new DecisionDriver(new SchedulerDecision(TOPICS, Times.DEFAULT), DEAD_LETTERS);
  }
}
