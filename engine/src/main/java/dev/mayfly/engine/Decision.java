package dev.mayfly.engine;

import java.util.Map;

/**
 * What one service decides. Pure: it reads its input and its turn, writes only to its turn, and
 * knows no clock, no Kafka and no I/O, so that the same code runs on a broker and in the simulator.
 */
public interface Decision {

  /**
   * Timers before which only what was said on one topic counts: that topic, by how their names
   * begin, up to a slash. What such a timer decides must be the same whatever comes first of the
   * other inputs. All other timers wait for all inputs.
   */
  default Map<String, String> timersAfter() {
    return Map.of();
  }

  void decide(Input input, Turn turn);

  /**
   * Called in place of a {@link #decide} that threw, after its effects were dropped: brings what
   * the input belonged to to an end. So small that it cannot fail itself.
   *
   * @param reason names the dead letter that holds the input
   */
  void quarantine(Input input, String reason, Turn turn);
}
