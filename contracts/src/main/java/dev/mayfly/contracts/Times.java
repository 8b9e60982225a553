package dev.mayfly.contracts;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one chain of times on which the promises stand. Each is configurable ({@code
 * mayfly.times.*}); together they must keep their order, or the service does not start. Absent
 * values take their default.
 *
 * @param heartbeat how often a submitter says that its drivers live; default 3 s
 * @param driverLease L: how long a driver may run without an acknowledged heartbeat; default 5 min
 * @param silence S: after how long without a heartbeat an attempt is suspect; default L + 30 s
 * @param grace how long a cluster may outlive its last lease; default 10 min
 * @param expiry E: after how long without renewal a cluster puts itself out; default 15 min,
 *     renewed at every look
 * @param commandValid for how long after its decision a command may still be performed; default 60
 *     s
 * @param longestCall how long one call of a provider may take; default 2 min
 * @param startDeadline how long a cluster may take to become ready; default 20 min
 * @param politeStop how long a driver is asked to end before it is killed; default 30 s
 * @param logShipping how long the shipping of logs may hold a cluster; default 60 s
 * @param teardownBound T: how long a run waits for its teardown to be confirmed; default 15 min
 * @param dedupeWindow how long the id of a completed run is remembered; default 15 d
 * @param requestRetention how long the inbox keeps requests; default 7 d
 * @param announce how often a submitter announces itself; default 5 s
 * @param look how often a cluster is looked at and its expiry renewed, and an unanswered command
 *     repeated; default 5 s
 * @param lookForObject how often it is looked whether an object is there that a run waits for;
 *     default 10 s
 * @param linger for how long a retry policy may keep a cluster for its run's next attempt; at most,
 *     and by default, 2 min
 */
public record Times(
    Duration heartbeat,
    Duration driverLease,
    Duration silence,
    Duration grace,
    Duration expiry,
    Duration commandValid,
    Duration longestCall,
    Duration startDeadline,
    Duration politeStop,
    Duration logShipping,
    Duration teardownBound,
    Duration dedupeWindow,
    Duration requestRetention,
    Duration announce,
    Duration look,
    Duration lookForObject,
    Duration linger) {

  private static final Duration LONGEST_LINGER = Duration.ofMinutes(2);

  public static final Times DEFAULT =
      new Times(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null);

  public Times(
      @Nullable Duration heartbeat,
      @Nullable Duration driverLease,
      @Nullable Duration silence,
      @Nullable Duration grace,
      @Nullable Duration expiry,
      @Nullable Duration commandValid,
      @Nullable Duration longestCall,
      @Nullable Duration startDeadline,
      @Nullable Duration politeStop,
      @Nullable Duration logShipping,
      @Nullable Duration teardownBound,
      @Nullable Duration dedupeWindow,
      @Nullable Duration requestRetention,
      @Nullable Duration announce,
      @Nullable Duration look,
      @Nullable Duration lookForObject,
      @Nullable Duration linger) {
    this.heartbeat = or(heartbeat, Duration.ofSeconds(3));
    this.driverLease = or(driverLease, Duration.ofMinutes(5));
    this.silence = or(silence, this.driverLease.plusSeconds(30));
    this.grace = or(grace, Duration.ofMinutes(10));
    this.expiry = or(expiry, Duration.ofMinutes(15));
    this.commandValid = or(commandValid, Duration.ofSeconds(60));
    this.longestCall = or(longestCall, Duration.ofMinutes(2));
    this.startDeadline = or(startDeadline, Duration.ofMinutes(20));
    this.politeStop = or(politeStop, Duration.ofSeconds(30));
    this.logShipping = or(logShipping, Duration.ofSeconds(60));
    this.teardownBound = or(teardownBound, Duration.ofMinutes(15));
    this.dedupeWindow = or(dedupeWindow, Duration.ofDays(15));
    this.requestRetention = or(requestRetention, Duration.ofDays(7));
    this.announce = or(announce, Duration.ofSeconds(5));
    this.look = or(look, Duration.ofSeconds(5));
    this.lookForObject = or(lookForObject, Duration.ofSeconds(10));
    this.linger = or(linger, LONGEST_LINGER);
    ordered("heartbeat", this.heartbeat, "driver-lease", this.driverLease);
    ordered("driver-lease", this.driverLease, "silence", this.silence);
    ordered("silence", this.silence, "grace", this.grace);
    ordered("heartbeat", this.heartbeat, "expiry", this.expiry);
    if (this.look.multipliedBy(3).compareTo(this.expiry) >= 0) {
      throw new IllegalArgumentException(
          "mayfly.times.look ("
              + Durations.text(this.look)
              + ") must be shorter than a third of mayfly.times.expiry ("
              + Durations.text(this.expiry)
              + ")");
    }
    positive("look", this.look);
    positive("look-for-object", this.lookForObject);
    if (this.grace.compareTo(this.expiry) > 0) {
      throw new IllegalArgumentException(
          "mayfly.times.grace ("
              + Durations.text(this.grace)
              + ") must not be longer than mayfly.times.expiry ("
              + Durations.text(this.expiry)
              + ")");
    }
    positive("command-valid", this.commandValid);
    positive("longest-call", this.longestCall);
    positive("start-deadline", this.startDeadline);
    positive("polite-stop", this.politeStop);
    positive("log-shipping", this.logShipping);
    positive("teardown-bound", this.teardownBound);
    positive("announce", this.announce);
    positive("linger", this.linger);
    if (this.linger.compareTo(LONGEST_LINGER) > 0) {
      throw new IllegalArgumentException(
          "mayfly.times.linger ("
              + Durations.text(this.linger)
              + ") must not be longer than "
              + Durations.text(LONGEST_LINGER));
    }
    ordered("request-retention", this.requestRetention, "dedupe-window", this.dedupeWindow);
  }

  /**
   * How long after its decision a cluster whose {@code ensure} was never answered may still come to
   * be.
   */
  public Duration lateCreate() {
    return commandValid.plus(longestCall).plusSeconds(30);
  }

  private static Duration or(@Nullable Duration value, Duration otherwise) {
    return value == null ? otherwise : value;
  }

  private static void positive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException("mayfly.times." + name + " must be above 0");
    }
  }

  private static void ordered(String name, Duration shorter, String thanName, Duration longer) {
    if (shorter.isZero() || shorter.isNegative() || shorter.compareTo(longer) >= 0) {
      throw new IllegalArgumentException(
          "mayfly.times."
              + name
              + " ("
              + Durations.text(shorter)
              + ") must be above 0 and shorter than mayfly.times."
              + thanName
              + " ("
              + Durations.text(longer)
              + ")");
    }
  }
}
