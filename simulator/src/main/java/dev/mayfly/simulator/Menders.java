package dev.mayfly.simulator;

import static dev.mayfly.simulator.Agenda.MINUTE;
import static dev.mayfly.simulator.Agenda.SECOND;

import dev.mayfly.contracts.event.EventTypes;
import dev.mayfly.contracts.event.RunEvent.JobAccepted;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.engine.Input;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * People who have runs repaired when they have failed, again, side by side, and when nothing can be
 * repaired. In two of three seeds there are none.
 */
final class Menders {
  private final World world;
  private final Chance chance;
  private final List<String> runs = new ArrayList<>(List.of("nobody"));
  private int asked;

  Menders(World world) {
    this.world = world;
    this.chance = world.repairs;
  }

  void begin() {
    if (chance.one(3)) {
      world.tail.follow(world.topics.runs(), this::onRun);
    }
  }

  private void onRun(Input.Received record) {
    String type = record.headers().getOrDefault("ce_type", "");
    boolean isTrue =
        !LetterWatch.isBroken(record.headers()) && !record.headers().containsKey(World.REPEATED);
    if (isTrue && type.equals(EventTypes.of(JobAccepted.class))) {
      runs.add(record.key());
    } else if (isTrue && type.equals(EventTypes.of(RunCompleted.class))) {
      record.event().ifPresent(e -> completed((RunCompleted) e));
    }
  }

  private void completed(RunCompleted e) {
    if (!e.outcome().isSuccess() && chance.of(Fault.RUN_IS_REPAIRED)) {
      ask(e.runId(), chance.mostlyShort(0, 10 * MINUTE));
    }
    if (chance.of(Fault.REPAIR_IS_IMPOSSIBLE)) {
      ask(chance.pick(runs), chance.between(0, MINUTE));
    }
  }

  private void ask(String repairs, long after) {
    String runId = "m" + ++asked;
    send(after, repair(runId, repairs));
    if (chance.of(Fault.REPAIR_IS_ASKED_FOR_AGAIN)) {
      // the same, as the same run for another, and as another run for the same
      send(later(after), repair(runId, repairs));
      send(later(after), repair(runId, chance.pick(runs)));
      send(later(after), repair(runId + "-too", repairs));
    }
    if (chance.of(Fault.REPAIR_IS_CANCELLED)) {
      String cancel = "{\"type\": \"RunCancelRequested\", \"runId\": \"" + runId + "\"}";
      send(Math.max(0, after + chance.between(-10 * SECOND, 3 * MINUTE)), cancel);
    }
  }

  private long later(long than) {
    return chance.mostlyShort(than, than + 10 * MINUTE);
  }

  private static String repair(String runId, String repairs) {
    return "{\"type\": \"RunRepairRequested\", \"runId\": \"%s\", \"repairs\": \"%s\"}"
        .formatted(runId, repairs);
  }

  private void send(long after, String payload) {
    byte[] value = payload.getBytes(StandardCharsets.UTF_8);
    world.agenda.in(after, () -> world.log.append(world.topics.requests(), null, Map.of(), value));
  }
}
