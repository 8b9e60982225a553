package dev.mayfly.cli;

import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs for scripts. Fields are added, never renamed. */
final class RunJson {
  private RunJson() {}

  static String list(List<RunView> runs) {
    var array = JsonNodeFactory.instance.arrayNode();
    runs.forEach(r -> array.add(brief(r)));
    return Json.text(array);
  }

  /** With every event, as it was said. */
  static String whole(RunView run) {
    ObjectNode node = brief(run);
    run.completed().map(RunCompleted::summary).ifPresent(s -> node.set("summary", Json.tree(s)));
    run.completed().map(RunCompleted::times).ifPresent(t -> node.set("times", Json.tree(t)));
    run.rejected().ifPresent(r -> node.set("faults", Json.tree(r.faults())));
    var events = node.putArray("events");
    for (Event event : run.events()) {
      ObjectNode item = events.addObject();
      item.put("type", event.getClass().getSimpleName());
      item.set("data", Json.tree(event));
    }
    return Json.text(node);
  }

  private static ObjectNode brief(RunView run) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("runId", run.runId());
    node.put("job", run.job());
    node.put("phase", run.phase().name());
    node.put("attempt", run.attempt());
    run.queued()
        .ifPresent(
            q -> {
              ObjectNode queue = node.putObject("queue");
              queue.put("position", q.position());
              queue.set("waitsFor", Json.tree(q.waitsFor()));
              queue.put("queuedAt", q.queuedAt().toString());
            });
    run.outcome().ifPresent(o -> node.put("outcome", o.name()));
    run.completed()
        .ifPresent(
            c -> {
              if (c.failureClass() != null) {
                node.put("failureClass", c.failureClass().name());
              }
              if (c.cause() != null) {
                node.put("cause", c.cause());
              }
              node.put("teardown", run.tornDown() ? "CONFIRMED" : "UNCONFIRMED");
            });
    run.currentAttempt().clusterId().ifPresent(id -> node.put("clusterId", id));
    run.requestedAt().ifPresent(t -> node.put("requestedAt", t.toString()));
    run.overAt().ifPresent(t -> node.put("completedAt", t.toString()));
    return node;
  }
}
