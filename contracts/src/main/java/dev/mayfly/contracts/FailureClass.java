package dev.mayfly.contracts;

/** What kind of thing went wrong, so that a retry policy can tell what is worth another try. */
public enum FailureClass {
  /** The job's own code or data. */
  APPLICATION,
  OUT_OF_MEMORY,
  /** Machines, network, provider, Mayfly itself. */
  INFRASTRUCTURE,
  /** The provider has no capacity for it, or does not allow more. */
  QUOTA,
  /** Something named in the spec does not exist or is not allowed. */
  CONFIGURATION;

  /** It was the job's own: the cluster is as good for another try as a fresh one. */
  public boolean leavesClusterWhole() {
    return this == APPLICATION || this == OUT_OF_MEMORY;
  }
}
