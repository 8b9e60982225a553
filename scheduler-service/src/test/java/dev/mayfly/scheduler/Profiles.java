package dev.mayfly.scheduler;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.event.ProfileAnnounced.Prices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Profiles as cluster-service announces them. */
final class Profiles {
  /** One that is priced so that a core costs a dollar a second. */
  static final Prices DOLLAR_A_SECOND = new Prices("USD", 3600.0, 0.0);

  /** The standing cluster {@code team} of each. */
  static final ExistingCluster TEAM =
      new ExistingCluster(2, 2, MemorySize.parse("2g"), 2, Duration.ofMinutes(1));

  private Profiles() {}

  /** One without limits and secrets that takes what lies in {@code s3a://jobs/}. */
  static ProfileAnnounced profile(String name, @Nullable Prices prices, Instant now) {
    return profile(name, List.of("s3a://jobs/"), prices, now);
  }

  static ProfileAnnounced profile(
      String name, List<String> prefixes, @Nullable Prices prices, Instant now) {
    return new ProfileAnnounced(
        name,
        "local",
        "4.2.0",
        List.of(),
        null,
        prefixes,
        Map.of(),
        ProfileAnnounced.Limits.NONE,
        prices,
        null,
        Map.of("team", TEAM),
        now);
  }
}
