package dev.mayfly.engine;

/** A record that claims to be an event and is none. Its message is bounded and says why. */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
