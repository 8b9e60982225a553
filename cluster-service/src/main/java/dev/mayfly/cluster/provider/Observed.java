package dev.mayfly.cluster.provider;

import dev.mayfly.contracts.event.ClusterEndpoints;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a cluster.
 *
 * @param endpoints present when {@code READY}
 * @param failure present when {@code FAILED}: the call's, or the cluster's own
 * @param raw the provider's own status, for people
 */
public record Observed(
    State state,
    @Nullable ClusterEndpoints endpoints,
    @Nullable Failure failure,
    @Nullable String raw) {

  public enum State {
    STARTING,
    /** The provider says so, and Spark's master lists the asked-for number of live workers. */
    READY,
    STOPPING,
    /** Nothing of it is left. */
    GONE,
    /** The call was refused, or the cluster can't serve any more. */
    FAILED
  }

  public static Observed starting(String raw) {
    return new Observed(State.STARTING, null, null, raw);
  }

  public static Observed ready(ClusterEndpoints endpoints) {
    return new Observed(State.READY, endpoints, null, null);
  }

  public static Observed stopping(String raw) {
    return new Observed(State.STOPPING, null, null, raw);
  }

  public static Observed gone() {
    return new Observed(State.GONE, null, null, null);
  }

  public static Observed failed(Failure.Kind kind, String message) {
    return new Observed(State.FAILED, null, new Failure(kind, message), null);
  }
}
