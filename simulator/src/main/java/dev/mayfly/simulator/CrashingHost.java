package dev.mayfly.simulator;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.event.Assignment;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.submit.host.DriverHost;
import dev.mayfly.submit.host.DriverProgress;
import dev.mayfly.submit.host.DriverRef;
import dev.mayfly.submit.host.DriverState;
import java.time.Duration;
import java.util.List;

/** A host as one life of a submitter sees it: the submitter may crash before and after each act. */
record CrashingHost(World world, SimulatedHost host) implements DriverHost {

  @Override
  public void start(DriverRef ref, Assignment assignment, JobSpec.Step step, Duration sinceBoot) {
    mayCrash("before it starts " + ref);
    if (world.chance.of(Fault.START_FAILS)) {
      throw new IllegalStateException("the disk is full");
    }
    host.start(ref, assignment, step, sinceBoot);
    if (world.chance.of(Fault.START_IS_ANSWERED_LATE)) {
      throw new IllegalStateException("the host has not answered in time");
    }
    mayCrash("after it started " + ref);
  }

  @Override
  public void refuse(DriverRef ref, FailureClass failureClass, String cause) {
    mayCrash("before it refuses " + ref);
    host.refuse(ref, failureClass, cause);
    mayCrash("after it refused " + ref);
  }

  @Override
  public DriverState find(DriverRef ref) {
    mayNotAnswer();
    return host.find(ref);
  }

  @Override
  public void stop(DriverRef ref, boolean force) {
    mayCrash("before it stops " + ref);
    mayNotAnswer();
    host.stop(ref, force);
    mayCrash("after it stopped " + ref);
  }

  @Override
  public void forget(DriverRef ref) {
    host.forget(ref);
  }

  @Override
  public List<DriverRef> list() {
    mayNotAnswer();
    return host.list();
  }

  @Override
  public void renew(DriverRef ref, Duration sinceBoot) {
    host.renew(ref, sinceBoot);
  }

  @Override
  public DriverProgress progress(DriverRef ref) {
    return host.progress(ref);
  }

  @Override
  public StepResult result(DriverRef ref, Assignment assignment, JobSpec.Step step) {
    mayCrash("before it sums up " + ref);
    if (world.chance.of(Fault.RESULT_FAILS)) {
      throw new IllegalStateException("the logs cannot be shipped");
    }
    return host.result(ref, assignment, step);
  }

  private void mayNotAnswer() {
    if (world.chance.of(Fault.HOST_DOES_NOT_ANSWER)) {
      throw new IllegalStateException("the host does not answer");
    }
  }

  private void mayCrash(String when) {
    if (world.chance.of(Fault.SUBMITTER_CRASHES)) {
      world.trace.say("submitter", "crashes " + when);
      throw new SubmitterCrash();
    }
  }
}
