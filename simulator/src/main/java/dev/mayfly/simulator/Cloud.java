package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.cluster.provider.ClusterRequest;
import dev.mayfly.cluster.provider.Failure;
import dev.mayfly.cluster.provider.Observed;
import dev.mayfly.contracts.event.ClusterEndpoints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A provider and its inventory. It survives every crash, and ends a cluster when that is released,
 * or when nobody has renewed its expiry: nothing else tidies up behind a service that forgets one.
 */
public final class Cloud {
  private static final ThreadLocal<@Nullable Cloud> REACHABLE = new ThreadLocal<>();

  private final World world;
  private final Map<String, Cluster> inventory = new TreeMap<>();
  private final Set<String> ended = new HashSet<>();
  private final Set<String> released = new HashSet<>();
  private final boolean remembersReleases;
  private final List<Consumer<String>> onEnd = new ArrayList<>();
  private final List<Consumer<String>> onLapse = new ArrayList<>();
  private final List<Consumer<String>> onRenew = new ArrayList<>();
  private final List<Consumer<String>> onLostSight = new ArrayList<>();
  private List<String> lastListed = List.of();
  private long throttledUntil = -15 * MINUTE;

  Cloud(World world) {
    this.world = world;
    this.remembersReleases = world.chance.fraction(1) < 0.5;
    REACHABLE.set(this);
  }

  /** For code that reaches for the provider where it must not. */
  public static Cloud reachable() {
    Cloud cloud = REACHABLE.get();
    if (cloud == null) {
      throw new IllegalStateException("no simulation runs on this thread");
    }
    return cloud;
  }

  Iterable<Cluster> inventory() {
    return inventory.values();
  }

  boolean isEmpty() {
    return inventory.isEmpty();
  }

  /** Not one that a late call brought back, or the provider called gone: that is found later. */
  boolean exists(String id) {
    Cluster cluster = inventory.get(id);
    return cluster != null && !cluster.mayComeBack;
  }

  /** Is told of each cluster that can't serve any more, or is gone. */
  void onEnd(Consumer<String> listener) {
    onEnd.add(listener);
  }

  /** Is told of each cluster that is made, or whose expiry is started anew. */
  void onRenew(Consumer<String> listener) {
    onRenew.add(listener);
  }

  /** Is told of each cluster that puts itself out. */
  void onLapse(Consumer<String> listener) {
    onLapse.add(listener);
  }

  /** Is told of each cluster that is called gone while it exists. */
  void onLostSight(Consumer<String> listener) {
    onLostSight.add(listener);
  }

  /** A call that was answered before, and is made again: the caller could not know of it. */
  Observed ensureAgain(ClusterRequest request) {
    ended.add(request.clusterId());
    return ensure(request);
  }

  public Observed ensure(ClusterRequest request) {
    String id = request.clusterId();
    if (inventory.containsKey(id) || (remembersReleases && released.contains(id))) {
      return renew(id);
    }
    if (isThrottled()) {
      return throttled();
    }
    if (isHeldByAnother(request)) {
      return Observed.starting("another holds it");
    }
    if (world.chance.of(Fault.CREATE_IS_REFUSED)) {
      return refusal();
    }
    create(id, request.existing());
    return world.chance.of(Fault.CREATE_FAILS_BUT_CREATES) ? refusal() : describe(id);
  }

  /** A standing cluster is one, whoever asks for it: nobody has it before who had it has let go. */
  private boolean isHeldByAnother(ClusterRequest request) {
    String existing = request.existing();
    return existing != null
        && inventory.values().stream().anyMatch(c -> existing.equals(c.existing));
  }

  /** Starts its expiry anew, and describes it. */
  Observed renew(String id) {
    Observed seen = describe(id);
    Cluster cluster = inventory.get(id);
    boolean refused = seen.failure() != null && seen.failure().kind().isPassing();
    if (cluster != null && !refused) {
      cluster.renew(world.agenda.now());
      onRenew.forEach(l -> l.accept(id));
    }
    return seen;
  }

  /**
   * The ids of all that exists, as far as the provider knows at the moment.
   *
   * @throws IllegalStateException when it does not say
   */
  List<String> list() {
    if (isThrottled() || world.chance.of(Fault.LISTING_FAILS)) {
      throw new IllegalStateException("the provider does not list");
    }
    List<String> before = lastListed;
    lastListed = List.copyOf(inventory.keySet());
    return world.chance.of(Fault.LISTING_IS_STALE) ? before : lastListed;
  }

  Observed describe(String id) {
    if (isThrottled()) {
      return throttled();
    }
    if (world.chance.of(Fault.PROVIDER_FAILS)) {
      return passingFailure();
    }
    Cluster cluster = inventory.get(id);
    if (cluster == null) {
      return Observed.gone();
    }
    if (cluster.releaseAsked) {
      return Observed.stopping("STOPPING");
    }
    if (world.chance.of(Fault.DESCRIBE_IS_STALE)) {
      return asItWas(cluster);
    }
    if (cluster.dead) {
      return Observed.failed(Failure.Kind.FAILED, "the master died");
    }
    return world.agenda.now() < cluster.readyAt ? Observed.starting("PROVISIONING") : ready(id);
  }

  /** The inventory lags behind: a new cluster is not in it yet, a dead one still serves. */
  private Observed asItWas(Cluster cluster) {
    if (world.agenda.now() < cluster.madeAt + 30 * SECOND) {
      return Observed.gone();
    }
    return cluster.dead ? ready(cluster.id) : Observed.starting("PROVISIONING");
  }

  private static Observed ready(String id) {
    return Observed.ready(new ClusterEndpoints("spark://" + id + ":7077", null));
  }

  private boolean isThrottled() {
    boolean again = world.agenda.now() > throttledUntil + 15 * MINUTE;
    if (again && world.chance.of(Fault.PROVIDER_THROTTLES)) {
      throttledUntil = world.agenda.now() + world.chance.between(5 * SECOND, 3 * MINUTE);
    }
    return world.agenda.now() < throttledUntil;
  }

  private static Observed throttled() {
    return Observed.failed(Failure.Kind.TRANSIENT, "too many requests");
  }

  Observed release(String id) {
    if (isThrottled()) {
      return throttled();
    }
    if (world.chance.of(Fault.PROVIDER_FAILS)) {
      return passingFailure();
    }
    released.add(id);
    Cluster cluster = inventory.get(id);
    if (cluster == null) {
      return Observed.gone();
    }
    if (cluster.foreign) {
      throw new PromiseBroken(3, "cluster " + id + " of another ledger is put out", id);
    }
    if (!cluster.releaseAsked && world.chance.of(Fault.CLUSTER_IS_CALLED_GONE)) {
      world.trace.say("provider", "calls " + id + " gone, while it exists");
      cluster.mayComeBack = true;
      onLostSight.forEach(l -> l.accept(id));
      return Observed.gone();
    }
    if (!cluster.releaseAsked && world.chance.of(Fault.RELEASE_IS_FORGOTTEN)) {
      return Observed.stopping("accepted, and forgotten");
    }
    if (!cluster.releaseAsked) {
      cluster.releaseAsked = true;
      world.trace.say("provider", "puts out " + id);
      boolean slow = world.chance.of(Fault.RELEASE_IS_SLOW);
      long takes =
          slow ? world.chance.between(MINUTE, 25 * MINUTE) : world.chance.between(50, 20 * SECOND);
      world.agenda.in(takes, () -> gone(id));
    }
    return Observed.stopping("STOPPING");
  }

  private void create(String id, @Nullable String existing) {
    boolean slow = world.chance.of(Fault.CREATE_IS_SLOW);
    long takes =
        slow ? world.chance.between(MINUTE, 25 * MINUTE) : world.chance.mostlyShort(SECOND, MINUTE);
    if (world.chance.of(Fault.CREATE_HANGS)) {
      takes = 24 * 60 * MINUTE;
    }
    long now = world.agenda.now();
    boolean again = !remembersReleases && ended.contains(id);
    var cluster = new Cluster(id, now, now + takes, again, false, existing);
    add(cluster);
    onRenew.forEach(l -> l.accept(id));
    if (world.chance.of(Fault.CLUSTER_DIES)) {
      world.agenda.in(takes + world.chance.between(0, 3 * MINUTE), () -> dies(cluster));
    }
  }

  /** A neighbour's, which the neighbour renews for so long. */
  void addForeign(String id, long renewedFor) {
    long now = world.agenda.now();
    var cluster = new Cluster(id, now, now, false, true, null);
    cluster.renew(now + renewedFor);
    add(cluster);
  }

  private void add(Cluster cluster) {
    inventory.put(cluster.id, cluster);
    world.trace.say("provider", "makes " + cluster.id);
    world.agenda.at(cluster.expiresAt, () -> checkExpiry(cluster));
  }

  private void checkExpiry(Cluster cluster) {
    if (inventory.get(cluster.id) != cluster) {
      return;
    }
    if (world.agenda.now() < cluster.expiresAt) {
      world.agenda.at(cluster.expiresAt, () -> checkExpiry(cluster));
      return;
    }
    world.trace.say("provider", cluster.id + " puts itself out: nobody has renewed it");
    if (!cluster.foreign && !cluster.releaseAsked) {
      onLapse.forEach(l -> l.accept(cluster.id));
    }
    gone(cluster.id);
  }

  private void dies(Cluster cluster) {
    if (inventory.get(cluster.id) == cluster && !cluster.releaseAsked) {
      cluster.dead = true;
      world.trace.say("provider", "loses " + cluster.id);
      onEnd.forEach(l -> l.accept(cluster.id));
    }
  }

  private void gone(String id) {
    inventory.remove(id);
    ended.add(id);
    world.trace.say("provider", "has nothing left of " + id);
    onEnd.forEach(l -> l.accept(id));
  }

  private Observed refusal() {
    return Observed.failed(
        world.chance.pick(
            List.of(
                Failure.Kind.QUOTA,
                Failure.Kind.TRANSIENT,
                Failure.Kind.TRANSIENT,
                Failure.Kind.CONFLICT,
                Failure.Kind.AUTH,
                Failure.Kind.FAILED,
                Failure.Kind.INVALID)),
        "refused");
  }

  private Observed passingFailure() {
    return Observed.failed(Failure.Kind.TRANSIENT, "the provider does not answer");
  }
}
