package dev.mayfly.cli.plan;

import dev.mayfly.contracts.event.ProfileAnnounced;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the profile that a job asks for.
 *
 * @param profile null when it is not announced, or nobody could be asked
 * @param announced the names of those that are
 * @param unreachable why nobody could be asked; null when somebody was
 */
public record Offer(
    @Nullable ProfileAnnounced profile, List<String> announced, @Nullable String unreachable) {

  public Offer {
    announced = List.copyOf(announced);
  }

  public static Offer of(@Nullable ProfileAnnounced profile, Collection<String> announced) {
    return new Offer(profile, List.copyOf(announced), null);
  }

  public static Offer unknown(String why) {
    return new Offer(null, List.of(), why);
  }
}
