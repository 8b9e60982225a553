package dev.mayfly.submit;

import dev.mayfly.contracts.event.JobProgressed;
import dev.mayfly.contracts.event.StepEvent;
import java.util.ArrayList;
import java.util.List;

/** A broker that takes reports, or refuses them as a test says; it acknowledges heartbeats late. */
final class FakeReports implements Reports {
  final List<StepEvent> taken = new ArrayList<>();
  final List<Runnable> unacknowledged = new ArrayList<>();
  boolean refuses;

  @Override
  public void publish(StepEvent event) {
    if (refuses) {
      throw new IllegalStateException("the broker did not take it");
    }
    taken.add(event);
  }

  @Override
  public void heartbeat(JobProgressed progress, Runnable acknowledged) {
    unacknowledged.add(acknowledged);
  }

  void acknowledge() {
    unacknowledged.forEach(Runnable::run);
    unacknowledged.clear();
  }

  List<String> kinds() {
    return taken.stream()
        .map(
            e ->
                e instanceof StepEvent.StepStarted s
                    ? "started " + s.step()
                    : e instanceof StepEvent.StepFinished f
                        ? "finished " + f.result().step()
                        : e.getClass().getSimpleName())
        .toList();
  }

  StepEvent.JobFinished end() {
    return (StepEvent.JobFinished) taken.get(taken.size() - 1);
  }
}
