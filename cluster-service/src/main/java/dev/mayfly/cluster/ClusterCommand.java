package dev.mayfly.cluster;

import dev.mayfly.cluster.provider.ClusterRequest;
import java.time.Instant;

/**
 * An intent of the ledger's, to be performed by any worker. Only a hint: the ledger repeats what is
 * not answered.
 *
 * @param generation grows with each command about a cluster; a worker drops what it is already
 *     doing
 * @param notAfter checked immediately before the call: later, it must not be made any more
 */
public record ClusterCommand(
    Action action, ClusterRequest request, long generation, Instant notAfter) {

  public enum Action {
    /** Make it, and say when it is ready. */
    ENSURE,
    /** Renew its expiry, and say how it is. */
    KEEP,
    /** End it, and say when it is gone. */
    RELEASE
  }
}
