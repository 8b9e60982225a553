package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.ClusterEvent.ClusterReady;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStarting;
import dev.mayfly.contracts.event.ClusterEvent.ClusterStopped;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.NotificationEvent.NotificationSent;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.event.RunEvent.Teardown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run, and what must hold of it whatever was killed meanwhile. Its drivers, processes and ports
 * are counted by what the operating system and Spark's master say.
 */
final class WatchedRun implements AutoCloseable {
  private final String id;
  private final Layout layout;
  private final Said said;
  private final DriverCount drivers;
  private final List<Traces> traces = new ArrayList<>();

  WatchedRun(String id, Layout layout, Said said) {
    this.id = id;
    this.layout = layout;
    this.said = said;
    this.drivers = DriverCount.of(id);
    this.traces.add(Traces.unwatched(driverFolders()));
  }

  void hear(Event event) {
    if (event instanceof ClusterReady ready && id.equals(ready.runId())) {
      drivers.ask(ready.endpoints().masterUi());
      traces.add(Traces.unwatched(ready.clusterId()));
      traces.forEach(Traces::look);
    } else if (event instanceof JobProgressed progressed && id.equals(progressed.runId())) {
      traces.forEach(Traces::look);
    }
  }

  /** Returns when that has been said of it. */
  void await(Moment moment) {
    moment.await(said, id);
  }

  /** Of its last attempt until now. */
  String cluster() {
    List<ClusterStarting> all = said.all(ClusterStarting.class, c -> id.equals(c.runId()));
    return all.get(all.size() - 1).clusterId();
  }

  /** All that its drivers start carries this in its command line or environment. */
  String driverFolders() {
    return id + "-attempt-";
  }

  RunCompleted completed() {
    return said.await(RunCompleted.class, r -> r.runId().equals(id));
  }

  /** At its first attempt, and all else that must hold of any run. */
  void assertSucceeded() throws IOException {
    assertEnded(Outcome.SUCCEEDED, null);
  }

  /** At its only attempt, and all else that must hold of any run. */
  void assertFailed(FailureClass why) throws IOException {
    assertEnded(Outcome.FAILED, why);
  }

  private void assertEnded(Outcome outcome, FailureClass why) throws IOException {
    RunCompleted completed = completed();
    assertThat(completed.outcome()).as(completed.toString()).isEqualTo(outcome);
    assertThat(completed.failureClass()).as(completed.toString()).isEqualTo(why);
    assertOnceAndGone(1);
  }

  /** What must hold of any run that has so many attempts, each with a driver that ran. */
  void assertOnceAndGone(int attempts) throws IOException {
    RunCompleted completed = completed();
    assertThat(completed.attempts()).as(completed.toString()).isEqualTo(attempts);
    assertThat(completed.teardown()).isEqualTo(Teardown.CONFIRMED);
    said.await(NotificationSent.class, n -> n.runId().equals(id));
    assertThat(said.all(NotificationSent.class, n -> n.runId().equals(id)))
        .singleElement()
        .satisfies(n -> assertThat(n.channel()).isEqualTo("log"));
    assertThat(said.all(RunCompleted.class, r -> r.runId().equals(id))).hasSize(1);
    assertThat(said.all(ClusterStopped.class, c -> id.equals(c.runId()))).hasSize(attempts);
    assertOneDriverEverOfEach(attempts);
    said.all(ClusterStarting.class, c -> id.equals(c.runId()))
        .forEach(c -> Processes.awaitNone(c.clusterId()));
    Processes.awaitNone(driverFolders());
    assertNoPortLeft();
  }

  /** To be asked after it was told. */
  void assertToldWithoutDoubt() {
    assertThat(said.all(NotificationSent.class, n -> n.runId().equals(id)))
        .noneMatch(NotificationSent::possiblyRepeated);
  }

  void assertNoPortLeft() {
    assertThat(traces).anySatisfy(t -> assertThat(t.listened()).isNotEmpty());
    assertThat(traces).allSatisfy(t -> assertThat(t.stillListening()).isEmpty());
  }

  private void assertOneDriverEverOfEach(int attempts) throws IOException {
    assertThat(drivers.processes()).as("driver processes").hasSize(attempts);
    assertThat(drivers.applications()).as("applications of the masters").hasSize(attempts);
    assertThat(markers()).as("markers of drivers").hasSize(attempts);
  }

  private List<Path> markers() throws IOException {
    try (Stream<Path> files = Files.walk(layout.services())) {
      return files
          .filter(f -> f.endsWith("driver/marker"))
          .filter(f -> f.toString().contains(driverFolders()))
          .toList();
    }
  }

  @Override
  public void close() {
    drivers.close();
  }
}
