package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;

import dev.mayfly.cluster.ClusterDecision;
import dev.mayfly.contracts.Times;
import dev.mayfly.engine.Decision;
import dev.mayfly.engine.Input;
import dev.mayfly.notifier.NotifierDecision;
import dev.mayfly.scheduler.Concurrency;
import dev.mayfly.scheduler.SchedulerDecision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One seed, from the first request until nothing is left to do. */
final class Simulation {
  private static final long ASKING = 40 * MINUTE;
  private static final long TROUBLE = 60 * MINUTE;
  private static final long PATIENCE = 24 * 60 * MINUTE;

  private final Case played;
  private final World world;
  private final RequestWatch requests = new RequestWatch();
  private final DriverWatch drivers = new DriverWatch();
  private final RepairWatch repairs = new RepairWatch();
  private final StepWatch steps = new StepWatch(repairs);
  private final MessageWatch messages = new MessageWatch();
  private final Oracle oracle;

  /**
   * What came of a seed.
   *
   * @param broken the promise that was; empty when all were kept
   * @param trace the lines that tell how; empty when all were kept
   * @param hash over all that happened
   */
  record Result(
      Case played,
      String broken,
      List<String> trace,
      long hash,
      int runs,
      int drivers,
      int messages,
      long virtualMillis,
      Map<String, Integer> outcomes,
      Map<Fault, Long> faults) {
    boolean isGood() {
      return broken.isEmpty();
    }
  }

  private Simulation(Case played) {
    this.played = played;
    this.world = new World(played);
    Cloud cloud = new Cloud(world);
    var worker = new ClusterWorker(world, cloud);
    Times times = World.TIMES;
    var queueing = Queueing.of(world.chance);
    var limits =
        new Concurrency(queueing.runs(), queueing.runsPerOwner(), queueing.runsPerProfile());
    var topics = world.topics;
    var scheduler =
        new ServiceProcess(
            world,
            "scheduler",
            () -> failing("scheduler", new SchedulerDecision(topics, times, limits), about -> {}),
            () -> {});
    var cluster =
        new ServiceProcess(
            world,
            "cluster",
            () -> failing("cluster", new ClusterDecision(topics, times, Set.of("local")), a -> {}),
            worker::crash);
    new ServiceProcess(
        world,
        "notifier",
        () ->
            failing(
                "notifier",
                new NotifierDecision(topics, times, MessageWorker.PATIENCE),
                messages::excuse),
        () -> {});
    new Sweeps(world, cloud);
    new Vandal(world);
    new MessageWorker(world, messages);
    var bucket = new Bucket(world.agenda::now);
    new ObjectLooks(world, bucket);
    for (String id : List.of("submitter-a", "submitter-b")) {
      new SubmitterProcess(world, id, new SimulatedHost(world, cloud, drivers, steps));
    }
    LongSupplier down = () -> cluster.down() + scheduler.down();
    var shared = new SharedWatch(cloud, drivers, world.agenda::now, down);
    var clusters = new ClusterWatch(cloud, shared, world.agenda::now, down);
    var queues = new QueueWatch(queueing);
    var waits = new WaitWatch(bucket, world.agenda::now, scheduler::down);
    this.oracle =
        new Oracle(
            world, cloud, requests, waits, queues, drivers, steps, repairs, clusters, shared,
            messages);
    world.tail.followAll(this::note);
    new Users(world, queueing, played.runs(), ASKING).begin();
    new Deployers(world, played.runs(), ASKING).begin();
    new Menders(world).begin();
    new Waiters(world, queueing, bucket, ASKING).begin();
  }

  private Decision failing(String service, Decision correct, Consumer<String> onFailure) {
    return new FailingDecision(world, service, correct, onFailure);
  }

  static Result run(Case played) {
    var simulation = new Simulation(played);
    try {
      simulation.play();
      return simulation.result("", List.of());
    } catch (PromiseBroken e) {
      simulation.world.trace.say("oracle", String.valueOf(e.getMessage()));
      List<String> told = simulation.world.trace.about(e.names(), 40);
      return simulation.result(String.valueOf(e.getMessage()), told);
    }
  }

  private void play() {
    while (world.agenda.now() < TROUBLE) {
      step();
    }
    world.trace.say("simulator", "nothing goes wrong any more");
    world.chance.calm();
    world.jobs.calm();
    world.repairs.calm();
    world.waits.calm();
    world.keepers.calm();
    while (!oracle.isSettled() && world.agenda.now() < PATIENCE) {
      step();
    }
    long end = world.agenda.now() + 15 * MINUTE;
    while (world.agenda.now() < end) {
      step();
    }
    world.over = true;
    end += World.TIMES.dedupeWindow().toMillis();
    while (world.agenda.now() < end) {
      step();
    }
    oracle.checkEnd();
  }

  private void step() {
    world.agenda.step();
    world.tail.handOut();
    oracle.check();
  }

  private Map<Fault, Long> injected() {
    var all = new EnumMap<Fault, Long>(Fault.class);
    all.putAll(world.chance.injected());
    world.jobs.injected().forEach((fault, n) -> all.merge(fault, n, Long::sum));
    world.repairs.injected().forEach((fault, n) -> all.merge(fault, n, Long::sum));
    world.waits.injected().forEach((fault, n) -> all.merge(fault, n, Long::sum));
    world.keepers.injected().forEach((fault, n) -> all.merge(fault, n, Long::sum));
    return all;
  }

  private void note(Input.Received record) {
    world.trace.say(record.topic(), new InWords(record), Arrays.hashCode(record.value()));
  }

  private record InWords(Input.Received record) {
    private static final int MOST = 160;

    @Override
    public String toString() {
      String type = record.headers().getOrDefault("ce_type", "");
      String what = type.startsWith("dev.mayfly.") ? type.substring(11) : "";
      return record.offset() + " " + record.key() + " : " + what + " " + detail();
    }

    private String detail() {
      byte[] value = record.value();
      if (value == null) {
        return "(tombstone)";
      }
      String reason = record.headers().get("mayfly_reason");
      return reason != null
          ? reason
          : new String(value, 0, Math.min(value.length, MOST), StandardCharsets.UTF_8);
    }
  }

  private Result result(String broken, List<String> trace) {
    return new Result(
        played,
        broken,
        trace,
        world.trace.hash(),
        requests.runs(),
        drivers.started(),
        messages.messages(),
        world.agenda.now(),
        oracle.outcomes(),
        injected());
  }
}
