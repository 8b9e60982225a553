package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.StepEvent;
import dev.mayfly.submit.Reports;

/** What one life of a submitter says; it may be refused, said twice, or be its last word. */
final class SimulatedReports implements Reports {
  private static final String SOURCE = "/mayfly/submit-service";

  private final World world;
  private final SubmitterProcess submitter;
  private final int life;

  SimulatedReports(World world, SubmitterProcess submitter) {
    this.world = world;
    this.submitter = submitter;
    this.life = submitter.life();
  }

  @Override
  public void publish(StepEvent event) {
    mayCrash("before it says ", event);
    if (submitter.isCutOff() || world.chance.of(Fault.REPORT_IS_REFUSED)) {
      throw new IllegalStateException("the broker did not take a report");
    }
    append(event);
    if (world.chance.of(Fault.STEP_EVENT_IS_REPEATED)) {
      world.agenda.in(world.chance.between(0, 5 * MINUTE), () -> append(event));
    }
    mayCrash("after it said ", event);
  }

  @Override
  public void heartbeat(JobProgressed progress, Runnable acknowledged) {
    if (submitter.isCutOff() || world.chance.of(Fault.HEARTBEAT_IS_LOST)) {
      return;
    }
    long takes =
        world.chance.of(Fault.HEARTBEAT_IS_LATE)
            ? world.chance.between(SECOND, MINUTE)
            : world.chance.between(1, 20);
    world.agenda.in(
        takes,
        () -> {
          world.append(world.topics.heartbeats(), progress.runId(), SOURCE, null, progress);
          if (life == submitter.life()) {
            acknowledged.run();
          }
        });
  }

  private void append(StepEvent event) {
    String step =
        event instanceof StepEvent.StepStarted s
            ? s.step()
            : event instanceof StepEvent.StepFinished f ? f.result().step() : "";
    String id =
        SubmitterProcess.eventId(
            event.runId(),
            Integer.toString(event.attempt()),
            step,
            event.getClass().getSimpleName());
    world.append(world.topics.steps(), event.runId(), SOURCE, id, event);
  }

  private void mayCrash(String when, StepEvent event) {
    if (world.chance.of(Fault.SUBMITTER_CRASHES)) {
      world.trace.say("submitter", "crashes " + when + event.getClass().getSimpleName());
      throw new SubmitterCrash();
    }
  }
}
