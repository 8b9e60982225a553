package dev.mayfly.bench;

import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.kafka.EventProducer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What runs need to be accepted. */
public final class AnnouncedProfile {
  private AnnouncedProfile() {}

  /** Returns when the broker has it. */
  public static void announce(EventProducer producer, Topics topics) {
    Instant now = Instant.now();
    var profile =
        new ProfileAnnounced(
            "local",
            "local",
            "4.2.0",
            List.of(),
            null,
            List.of("s3a://mayfly/"),
            Map.of(),
            ProfileAnnounced.Limits.NONE,
            null,
            null,
            Map.of(),
            now);
    producer
        .send(topics.profiles(), "local", "profile", "/bench", "local", now, null, profile)
        .join();
  }
}
