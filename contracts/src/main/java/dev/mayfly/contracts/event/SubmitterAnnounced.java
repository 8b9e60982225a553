package dev.mayfly.contracts.event;

import java.time.Instant;
import java.util.List;

/**
 * Said every few seconds by every live submitter.
 *
 * @param submitter a UUID kept in its directory
 * @param profiles those whose clusters it can run drivers for
 * @param drivers how many it runs now
 */
public record SubmitterAnnounced(
    String submitter, String host, List<String> profiles, int drivers, Instant announcedAt)
    implements Event {
  public SubmitterAnnounced {
    profiles = profiles == null ? List.of() : List.copyOf(profiles);
  }
}
