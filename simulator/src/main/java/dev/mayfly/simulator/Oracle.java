package dev.mayfly.simulator;

import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.ClusterEvent;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.NotificationEvent;
import dev.mayfly.contracts.event.RunEvent;
import dev.mayfly.contracts.event.RunEvent.AttemptEnded;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.JobRejected;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.TeardownConfirmed;
import dev.mayfly.contracts.event.ScheduleEvent;
import dev.mayfly.contracts.event.StepEvent.JobFinished;
import dev.mayfly.contracts.event.StepEvent.StepFinished;
import dev.mayfly.contracts.topic.Topics;
import dev.mayfly.engine.Input;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what is right. It knows what was published, by its meaning in {@code contracts}, and what
 * exists; of the services it knows nothing.
 */
final class Oracle {
  private static final Set<String> TELLING =
      Stream.of(
              JobAccepted.class,
              JobRejected.class,
              RunEvent.RunWaiting.class,
              RunEvent.RunQueued.class,
              RunEvent.AttemptStarted.class,
              RunEvent.AttemptStopping.class,
              AttemptEnded.class,
              RunCompleted.class,
              TeardownConfirmed.class,
              ClusterEvent.ClusterStarting.class,
              ClusterEvent.ClusterFailed.class,
              ClusterEvent.LeaseEnded.class,
              ClusterEvent.ClusterStopping.class,
              ClusterEvent.ClusterStopped.class,
              Assignment.class,
              StepFinished.class,
              JobFinished.class,
              NotificationEvent.NotificationSent.class,
              NotificationEvent.NotificationFailed.class,
              ScheduleEvent.DeployAccepted.class,
              ScheduleEvent.DeployRejected.class,
              ScheduleEvent.TicksSkipped.class,
              ScheduleEvent.BackfillStarted.class,
              ScheduleEvent.BackfillCompleted.class)
          .map(EventTypes::of)
          .collect(Collectors.toSet());

  private final World world;
  private final Cloud cloud;
  private final RequestWatch requests;
  private final WaitWatch waits;
  private final QueueWatch queues;
  private final DriverWatch drivers;
  private final StepWatch steps;
  private final RepairWatch repairs;
  private final ClusterWatch clusters;
  private final SharedWatch shared;
  private final MessageWatch messages;
  private final BudgetWatch budgets;
  private final LingerWatch lingers;
  private final SpecWatch specs = new SpecWatch();
  private final LetterWatch letters;
  private final TickWatch ticks = new TickWatch();
  private final BackfillWatch backfills = new BackfillWatch();
  private final Map<dev.mayfly.contracts.Outcome, Integer> outcomes =
      new EnumMap<>(dev.mayfly.contracts.Outcome.class);

  Oracle(
      World world,
      Cloud cloud,
      RequestWatch requests,
      WaitWatch waits,
      QueueWatch queues,
      DriverWatch drivers,
      StepWatch steps,
      RepairWatch repairs,
      ClusterWatch clusters,
      SharedWatch shared,
      MessageWatch messages) {
    this.world = world;
    this.cloud = cloud;
    this.requests = requests;
    this.waits = waits;
    this.queues = queues;
    this.drivers = drivers;
    this.steps = steps;
    this.repairs = repairs;
    this.clusters = clusters;
    this.shared = shared;
    this.messages = messages;
    this.budgets = new BudgetWatch(world, this::attemptEnded);
    this.lingers = new LingerWatch(shared);
    Topics topics = world.topics;
    this.letters = new LetterWatch(topics);
    world.tail.followAll(letters::onRecord);
    world.tail.follow(topics.requests(), requests::onRequest);
    world.tail.follow(topics.requests(), repairs::onRequest);
    world.tail.follow(topics.requests(), ticks::onRequest);
    world.tail.follow(topics.requests(), backfills::onRequest);
    world.tail.follow(topics.jobs(), ticks::onJob);
    world.tail.follow(topics.runs(), this::onRun);
    world.tail.follow(topics.clusters(), this::onCluster);
    world.tail.follow(
        topics.assignments(), r -> event(r).map(Assignment.class::cast).ifPresent(specs::on));
    world.tail.follow(topics.steps(), this::onStep);
    world.tail.follow(topics.notifications(), this::onNotification);
    for (String service : Topics.SEQUENCERS) {
      world.tail.follow(topics.deadLetters(service), r -> onLetter(service, r));
    }
  }

  void check() {
    steps.check();
    clusters.check();
    waits.check();
    queues.check();
    shared.check();
    backfills.check();
  }

  /** Everything has ended, and nothing is left. */
  boolean isSettled() {
    return cloud.isEmpty()
        && messages.open().isEmpty()
        && drivers.allDead()
        && requests.open().isEmpty()
        && ticks.open().isEmpty();
  }

  void checkEnd() {
    if (!requests.open().isEmpty()) {
      String first = requests.open().iterator().next();
      String run = first.startsWith("run ") ? first.substring(4) : first;
      throw new PromiseBroken(1, "never ended: " + requests.open(), run);
    }
    if (!ticks.open().isEmpty()) {
      String first = ticks.open().iterator().next();
      String job = first.substring(first.lastIndexOf(' ') + 1);
      throw new PromiseBroken(5, "neither fired nor told: " + ticks.open(), job);
    }
    ticks.checkEnd();
    cloud
        .inventory()
        .forEach(
            c -> {
              throw new PromiseBroken(3, "cluster " + c.id + " is left at the end", c.id);
            });
    if (!messages.open().isEmpty()) {
      throw new PromiseBroken(6, "nobody was told of " + messages.open());
    }
    if (!letters.open().isEmpty()) {
      throw new PromiseBroken(7, "no dead letter was written: " + letters.open());
    }
    if (!drivers.allDead()) {
      throw new PromiseBroken(2, "a driver is left at the end");
    }
  }

  Map<String, Integer> outcomes() {
    var told = new TreeMap<String, Integer>();
    outcomes.forEach((outcome, n) -> told.put(outcome.name(), n));
    return told;
  }

  /** Empty for what was broken on purpose, and what tells the oracle nothing. */
  private static Optional<Event> event(Input.Received record) {
    String type = record.headers().getOrDefault("ce_type", "");
    boolean tells =
        TELLING.contains(type)
            && !LetterWatch.isBroken(record.headers())
            && !record.headers().containsKey(World.REPEATED);
    return tells ? record.event() : Optional.empty();
  }

  private void onRun(Input.Received record) {
    if (LetterWatch.isBroken(record.headers())) {
      messages.excuse(record.key());
      return;
    }
    event(record).ifPresent(this::onRun);
  }

  private void onRun(Event event) {
    if (event instanceof JobAccepted e) {
      specs.on(e);
      requests.on(e);
      repairs.on(e);
      steps.on(e);
      ticks.on(e);
      messages.on(e);
      shared.on(e);
      lingers.on(e);
      budgets.on(e);
      queues.on(e);
      waits.on(e);
    } else if (event instanceof RunEvent.RunWaiting e) {
      waits.on(e);
    } else if (event instanceof RunEvent.RunQueued e) {
      waits.on(e);
      queues.on(e);
    } else if (event instanceof RunEvent.AttemptStarted e) {
      specs.on(e);
      waits.on(e);
      repairs.on(e);
      lingers.on(e);
      queues.on(e);
    } else if (event instanceof JobRejected e) {
      messages.ended(e.runId(), dev.mayfly.contracts.Outcome.REJECTED, world.agenda.now());
      outcomes.merge(dev.mayfly.contracts.Outcome.REJECTED, 1, Integer::sum);
      requests.on(e);
      repairs.on(e);
      backfills.ended(e.runId(), dev.mayfly.contracts.Outcome.REJECTED);
    } else if (event instanceof ScheduleEvent e) {
      onSchedule(e);
    } else if (event instanceof AttemptEnded e) {
      drivers.on(e);
      requests.on(e);
      attemptEnded(e.runId(), e.attempt(), "its attempt ended");
    } else if (event instanceof RunCompleted e) {
      outcomes.merge(e.outcome(), 1, Integer::sum);
      requests.on(e);
      waits.on(e);
      repairs.on(e);
      queues.on(e);
      ticks.on(e);
      backfills.ended(e.runId(), e.outcome());
      messages.ended(e.runId(), e.outcome(), world.agenda.now());
      drivers.on(e);
      clusters.on(e);
      shared.attemptEnded(e.runId(), e.attempts(), "its run is completed");
      if (e.teardown() == RunEvent.Teardown.UNCONFIRMED) {
        shared.unconfirmed(e.runId());
      }
    } else if (event instanceof TeardownConfirmed e) {
      messages.teardownConfirmed(e.runId());
      repairs.on(e);
      clusters.confirmed(e.runId());
    } else if (event instanceof RunEvent.AttemptStopping e) {
      requests.on(e);
      steps.on(e);
      shared.stopAsked(e.runId(), e.attempt());
      // The driver is asked politely first, and its logs are shipped: that much later.
      long polite = World.TIMES.politeStop().plus(World.TIMES.logShipping()).toMillis();
      world.agenda.in(
          polite, () -> attemptEnded(e.runId(), e.attempt(), "its attempt was stopped"));
    }
  }

  private void attemptEnded(String runId, int attempt, String why) {
    clusters.attemptEnded(runId, attempt, why);
    shared.attemptEnded(runId, attempt, why);
  }

  private void onSchedule(ScheduleEvent event) {
    ticks.on(event);
    if (event instanceof ScheduleEvent.BackfillStarted e) {
      backfills.on(e);
    } else if (event instanceof ScheduleEvent.BackfillCompleted e) {
      backfills.on(e);
      requests.on(e);
    }
  }

  private void onCluster(Input.Received record) {
    event(record)
        .map(ClusterEvent.class::cast)
        .ifPresent(
            e -> {
              shared.on(e);
              lingers.on(e);
              clusters.on(e);
              budgets.on(e);
              if (e instanceof ClusterEvent.LeaseGranted granted) {
                ticks.on(granted);
              } else if (e instanceof ClusterEvent.ClusterStarting starting) {
                waits.on(starting);
              }
            });
  }

  private void onStep(Input.Received record) {
    Event event = event(record).orElse(null);
    if (event instanceof StepFinished e) {
      steps.on(e);
    } else if (event instanceof JobFinished e) {
      steps.on(e);
      lingers.on(e);
      attemptEnded(e.runId(), e.attempt(), "its job finished");
    }
  }

  private void onNotification(Input.Received record) {
    event(record).ifPresent(e -> messages.on((NotificationEvent) e, world.agenda.now()));
  }

  private void onLetter(String service, Input.Received letter) {
    if (world.topics.requests().equals(letter.headers().get("mayfly_topic"))) {
      requests.onDeadLetter(letter.headers());
    } else {
      letters.onLetter(service, letter.headers());
      if (world.topics.jobs().equals(letter.headers().get("mayfly_topic"))) {
        ticks.onDeadLetter(letter.headers());
      }
    }
  }
}
