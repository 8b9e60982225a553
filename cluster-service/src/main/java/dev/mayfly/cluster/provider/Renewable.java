package dev.mayfly.cluster.provider;

import java.util.concurrent.CompletionStage;

/** A provider whose clusters put themselves out when nobody renews them. */
public interface Renewable {

  /** Starts the cluster's expiry anew if it is there, and describes it. Makes nothing. */
  CompletionStage<Observed> renew(ClusterRequest request);
}
