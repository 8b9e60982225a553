package dev.mayfly.cluster.provider;

import dev.mayfly.contracts.event.ProfileAnnounced;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Makes and ends clusters of one profile.
 *
 * <p>Every method is asynchronous: it returns at once, and its stage completes when the provider
 * has taken the call, not when the cluster is there; ask {@link #describe}. Every method is
 * idempotent by the caller's cluster id, and stateless: a second instance, or the same one after a
 * restart, answers the same. Expected failures are values ({@link Observed} with {@link Failure});
 * a stage that completes exceptionally is a bug, and is treated as {@code TRANSIENT}.
 */
public interface Provider {

  /**
   * Makes the cluster unless it is there; renews its own expiry either way. Of an id that was
   * released it makes nothing: a call that comes late or twice must not light what was put out.
   */
  CompletionStage<Observed> ensure(ClusterRequest request);

  /** Says what is there; renews nothing. {@code GONE} when nothing of it is left. */
  CompletionStage<Observed> describe(String clusterId);

  /**
   * Ends the cluster; {@code GONE} only when nothing of it is left, {@code STOPPING} while
   * something is.
   */
  CompletionStage<Observed> release(String clusterId);

  /** Every cluster of this installation that exists in any form, whoever made it. */
  CompletionStage<List<String>> list();

  /** What the profile offers, found out now. */
  ProfileAnnounced capabilities();
}
