package dev.mayfly.process;

import java.time.Instant;

/**
 * Where a guarded process stands, told from its directory and from {@code /proc}: the same for
 * every JVM that asks.
 */
public sealed interface State {

  /** No guard has ever begun here. */
  record Absent() implements State {}

  /**
   * A guard lives.
   *
   * @param pid of the guard, which is also the number of its session
   */
  record Running(long pid, Instant startedAt) implements State {}

  /**
   * The command has ended, and nothing that it started is left.
   *
   * @param code as shells tell it: 128 + n when signal n ended the command, 127 when there was no
   *     such command
   */
  record Exited(int code, EndedBy endedBy) implements State {}

  /**
   * The guard died without recording an end, or never came to run the command. What is left of the
   * command was killed, and it will never run again here. Its exit code is not known.
   */
  record Voided() implements State {}

  /**
   * A guard made its marker, is dead, and recorded no end. Parts of the command may live: {@link
   * GuardedProcess#settle()} ends them and says {@link Voided}.
   */
  record Unsettled() implements State {}

  /** Whether the command is proved dead and will not run again. */
  default boolean ended() {
    return this instanceof Exited || this instanceof Voided;
  }
}
