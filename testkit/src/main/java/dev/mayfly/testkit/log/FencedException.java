package dev.mayfly.testkit.log;

/** A producer goes on after another has taken its transactional id, or after its time-out. */
public final class FencedException extends RuntimeException {
  public FencedException(String transactionalId) {
    super("the transactional id " + transactionalId + " has a newer owner");
  }
}
