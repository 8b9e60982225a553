package dev.mayfly.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TimesTest {

  /** The defaults with one value set, by its name in the record. */
  private static Times with(String name, String duration) {
    ObjectNode one = Json.mapper().createObjectNode();
    one.put(name, Durations.parse(duration).toString());
    return times(one);
  }

  private static Times times(JsonNode n) {
    return new Times(
        at(n, "heartbeat"),
        at(n, "driverLease"),
        at(n, "silence"),
        at(n, "grace"),
        at(n, "expiry"),
        at(n, "commandValid"),
        at(n, "longestCall"),
        at(n, "startDeadline"),
        at(n, "politeStop"),
        at(n, "logShipping"),
        at(n, "teardownBound"),
        at(n, "dedupeWindow"),
        at(n, "requestRetention"),
        at(n, "announce"),
        at(n, "look"),
        at(n, "lookForObject"),
        at(n, "linger"));
  }

  private static Duration at(JsonNode n, String name) {
    return n.has(name) ? Duration.parse(n.path(name).asString()) : null;
  }

  @Test
  void theDefaultsAreThoseOfTheDesign() {
    Times t = Times.DEFAULT;
    assertThat(t.heartbeat()).isEqualTo(Duration.ofSeconds(3));
    assertThat(t.driverLease()).isEqualTo(Duration.ofMinutes(5));
    assertThat(t.silence()).isEqualTo(Duration.ofSeconds(330));
    assertThat(t.grace()).isEqualTo(Duration.ofMinutes(10));
    assertThat(t.expiry()).isEqualTo(Duration.ofMinutes(15));
    assertThat(t.commandValid()).isEqualTo(Duration.ofSeconds(60));
    assertThat(t.longestCall()).isEqualTo(Duration.ofMinutes(2));
    assertThat(t.startDeadline()).isEqualTo(Duration.ofMinutes(20));
    assertThat(t.politeStop()).isEqualTo(Duration.ofSeconds(30));
    assertThat(t.logShipping()).isEqualTo(Duration.ofSeconds(60));
    assertThat(t.teardownBound()).isEqualTo(Duration.ofMinutes(15));
    assertThat(t.dedupeWindow()).isEqualTo(Duration.ofDays(15));
    assertThat(t.requestRetention()).isEqualTo(Duration.ofDays(7));
    assertThat(t.linger()).isEqualTo(Duration.ofMinutes(2));
    assertThat(t.announce()).isEqualTo(Duration.ofSeconds(5));
    assertThat(t.look()).isEqualTo(Duration.ofSeconds(5));
    assertThat(t.lookForObject()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void silenceFollowsTheDriversLease() {
    assertThat(with("driverLease", "1m").silence()).isEqualTo(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @CsvSource({
    "heartbeat, 5m, mayfly.times.heartbeat, mayfly.times.driver-lease",
    "heartbeat, 0s, mayfly.times.heartbeat, above 0",
    "driverLease, 12m, mayfly.times.silence, mayfly.times.grace",
    "silence, 4m, mayfly.times.driver-lease, mayfly.times.silence",
    "silence, 10m, mayfly.times.silence, mayfly.times.grace",
    "grace, 16m, mayfly.times.grace, mayfly.times.expiry",
    "expiry, 2s, mayfly.times.heartbeat, mayfly.times.expiry",
    "dedupeWindow, 7d, mayfly.times.request-retention, mayfly.times.dedupe-window",
    "look, 5m, mayfly.times.look, mayfly.times.expiry",
    "commandValid, 0s, mayfly.times.command-valid, above 0",
    "longestCall, 0s, mayfly.times.longest-call, above 0",
    "startDeadline, 0s, mayfly.times.start-deadline, above 0",
    "politeStop, 0s, mayfly.times.polite-stop, above 0",
    "logShipping, 0s, mayfly.times.log-shipping, above 0",
    "teardownBound, 0s, mayfly.times.teardown-bound, above 0",
    "announce, 0s, mayfly.times.announce, above 0",
    "lookForObject, 0s, mayfly.times.look-for-object, above 0",
    "linger, 0s, mayfly.times.linger, above 0",
    "linger, 3m, mayfly.times.linger, 2m"
  })
  void timesThatContradictEachOtherAreRefusedByTheirKeys(
      String name, String value, String key, String other) {
    assertThatThrownBy(() -> with(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key)
        .hasMessageContaining(other);
  }

  @Test
  void graceMayBeAsLongAsTheExpiry() {
    assertThat(with("grace", "15m").grace()).isEqualTo(Times.DEFAULT.expiry());
  }

  @Test
  void aMessageTellsBothValues() {
    assertThatThrownBy(() -> with("heartbeat", "6m"))
        .hasMessage(
            "mayfly.times.heartbeat (6m 0s) must be above 0 and shorter than"
                + " mayfly.times.driver-lease (5m 0s)");
  }

  @Test
  void aLateCreateIsPossibleUntilTheCommandTheCallAndAMarginHavePassed() {
    assertThat(Times.DEFAULT.lateCreate()).isEqualTo(Duration.ofSeconds(60 + 120 + 30));
  }
}
