package dev.mayfly.contracts.event;

import dev.mayfly.contracts.MemorySize;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a profile offers; the only facts about it on which a job may be rejected.
 *
 * @param provider {@code local}, {@code kubernetes}, {@code yandex}
 * @param python versions that can run here; empty: none
 * @param pythonMissing what to do when {@code python} is empty, for people
 * @param allowedPrefixes where applications, further files and repositories may be loaded from, as
 *     {@code s3a://bucket/} or {@code file:/folder/}; Maven Central is open to all
 * @param secrets the name of each secret and the owners that may use it; {@code *} for all
 * @param expiry after how long without renewal a cluster puts itself out; absent: it cannot
 * @param existing the standing clusters by their ids
 */
public record ProfileAnnounced(
    String profile,
    String provider,
    String sparkVersion,
    List<String> python,
    @Nullable String pythonMissing,
    List<String> allowedPrefixes,
    Map<String, List<String>> secrets,
    Limits limits,
    @Nullable Prices prices,
    @Nullable Duration expiry,
    Map<String, ExistingCluster> existing,
    Instant announcedAt)
    implements Event {

  public ProfileAnnounced {
    python = python == null ? List.of() : List.copyOf(python);
    allowedPrefixes = allowedPrefixes == null ? List.of() : List.copyOf(allowedPrefixes);
    secrets = copy(secrets);
    existing = copy(existing);
  }

  /** The same offer, announced at another time. */
  public ProfileAnnounced announcedAt(Instant at) {
    return new ProfileAnnounced(
        profile,
        provider,
        sparkVersion,
        python,
        pythonMissing,
        allowedPrefixes,
        secrets,
        limits,
        prices,
        expiry,
        existing,
        at);
  }

  /** Keeps the order: what is written must be the same bytes in every JVM. */
  private static <T> Map<String, T> copy(@Nullable Map<String, T> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** The largest cluster that one run may ask for; absent: no limit. */
  public record Limits(
      @Nullable Integer workers,
      @Nullable Integer coresPerWorker,
      @Nullable MemorySize memoryPerWorker) {
    public static final Limits NONE = new Limits(null, null, null);
  }

  /**
   * A standing cluster: one that is there, running or stopped, before anyone asks for it.
   *
   * @param cores of each worker
   * @param memory of each worker, for executors
   * @param leases how many runs may hold it at a time, each with an equal share of its cores and
   *     memory; others wait in the queue
   * @param idle for how long it is kept running while nobody holds it
   */
  public record ExistingCluster(
      int workers, int cores, MemorySize memory, int leases, Duration idle) {}

  /**
   * The user's own list prices; absent means unknown, never 0.
   *
   * @param currency ISO 4217
   */
  public record Prices(
      String currency, @Nullable Double perCoreHour, @Nullable Double perGibibyteHour) {}
}
