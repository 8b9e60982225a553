package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The wall clock of one host, which is set forth and back now and then. Two hosts differ by less
 * than the margin that the chain of times allows for.
 */
final class HostClock extends Clock {
  private static final long MOST = 10 * SECOND;

  private final World world;
  private final String host;
  private final Runnable onStep;
  private long ahead;

  HostClock(World world, String host, Runnable onStep) {
    this.world = world;
    this.host = host;
    this.onStep = onStep;
    planStep();
  }

  /** By how much it is ahead of the broker's, in milliseconds. */
  long ahead() {
    return ahead;
  }

  private void planStep() {
    world.agenda.in(
        world.chance.between(2 * MINUTE, 30 * MINUTE),
        () -> {
          if (world.chance.of(Fault.CLOCK_STEPS)) {
            ahead = world.chance.between(-MOST, MOST);
            world.trace.say(host, "its clock is set to " + ahead + " ms ahead");
            onStep.run();
          }
          planStep();
        });
  }

  @Override
  public Instant instant() {
    return world.clock().plusMillis(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("Mayfly's times are UTC");
  }
}
