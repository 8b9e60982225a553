package dev.mayfly.cluster.provider;

import dev.mayfly.contracts.FailureClass;

/**
 * Why a provider's call or cluster failed.
 *
 * @param message the provider's own words
 */
public record Failure(Kind kind, String message) {

  public enum Kind {
    QUOTA,
    AUTH,
    TRANSIENT,
    CONFLICT,
    NOT_FOUND,
    INVALID,
    FAILED;

    /** Worth asking again, within the start deadline. */
    public boolean isPassing() {
      return this == AUTH || this == TRANSIENT || this == CONFLICT;
    }

    public FailureClass asClass() {
      return switch (this) {
        case QUOTA -> FailureClass.QUOTA;
        case INVALID -> FailureClass.CONFIGURATION;
        case AUTH, TRANSIENT, CONFLICT, NOT_FOUND, FAILED -> FailureClass.INFRASTRUCTURE;
      };
    }
  }
}
