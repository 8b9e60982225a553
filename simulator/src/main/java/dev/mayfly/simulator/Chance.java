package dev.mayfly.simulator;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * All that is random of one seed. Each seed leaves out some kinds of faults altogether, so that one
 * kind does not always hide another.
 */
final class Chance {
  private final long seed;
  private final Random random;
  private final Set<Fault> kinds = EnumSet.noneOf(Fault.class);
  private final Map<Fault, Long> injected = new EnumMap<>(Fault.class);
  private final double intensity;
  private boolean calm;

  /**
   * @param may the kinds of faults of which the seed takes some
   * @param without kinds of faults that do not happen; what else is random stays as it is
   */
  Chance(long seed, Set<Fault> may, Set<Fault> without) {
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    for (Fault fault : may) {
      if (random.nextInt(100) < 65) {
        kinds.add(fault);
      }
    }
    kinds.removeAll(without);
    this.intensity = 0.5 + 1.5 * random.nextDouble();
  }

  /** From now on nothing goes wrong any more. */
  void calm() {
    calm = true;
  }

  boolean of(Fault fault) {
    return of(fault, random.nextDouble());
  }

  /** For what must come out the same whenever it is asked. */
  boolean of(Fault fault, long about) {
    return !calm
        && kinds.contains(fault)
        && fraction(about * 61 + fault.name().hashCode()) < fault.chance * intensity;
  }

  private boolean of(Fault fault, double drawn) {
    if (calm || !kinds.contains(fault) || drawn >= fault.chance * intensity) {
      return false;
    }
    count(fault);
    return true;
  }

  void count(Fault fault) {
    injected.merge(fault, 1L, Long::sum);
  }

  Map<Fault, Long> injected() {
    return injected;
  }

  /** A row of its own: what is drawn from it leaves all else of the seed as it was. */
  Random apart(String what) {
    return new Random(seed * 31 + what.hashCode());
  }

  /** From 0 to 1, the same for the same number. */
  double fraction(long about) {
    long mixed = (seed + 31) * 0x9E3779B97F4A7C15L ^ about * 0xC2B2AE3D27D4EB4FL;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 32)) * 0x94D049BB133111EBL;
    return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
  }

  boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  /** Milliseconds from {@code from} to {@code to}. */
  long between(long from, long to) {
    return from + (long) (random.nextDouble() * (to - from));
  }

  /** The same; mostly near {@code from}. */
  long mostlyShort(long from, long to) {
    double drawn = random.nextDouble();
    return from + (long) (drawn * drawn * drawn * (to - from));
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  int tie() {
    return random.nextInt();
  }
}
