package dev.mayfly.notifier.message;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.event.StepMetrics;
import dev.mayfly.contracts.event.StepResult;
import dev.mayfly.contracts.event.Summary;
import dev.mayfly.notifier.message.Message.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What each step did, in a line of its own. */
final class Steps {
  private static final int MOST = 20;

  private Steps() {}

  static List<Fact> facts(Summary summary) {
    var facts = new ArrayList<Fact>();
    summary.steps().stream()
        .limit(MOST)
        .forEach(s -> facts.add(Messages.fact("Step " + s.step(), text(s))));
    int more = summary.steps().size() - MOST;
    if (more > 0) {
      facts.add(Messages.fact("And", Texts.count(more, "more step")));
    }
    return facts;
  }

  private static String text(StepResult step) {
    if (step.keptFrom() != null) {
      return "kept from run " + step.keptFrom();
    }
    var parts = new ArrayList<String>();
    parts.add(step.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ') + took(step));
    parts.add(amounts(step.metrics()));
    for (StepResult.Written w : step.written()) {
      parts.add(Texts.count(w.objects(), "object") + " at " + w.prefix());
    }
    step.failedExpectations().forEach(parts::add);
    return String.join("; ", parts);
  }

  private static String took(StepResult step) {
    return step.startedAt() == null || step.endedAt() == null
        ? ""
        : " in " + Durations.text(Duration.between(step.startedAt(), step.endedAt()));
  }

  private static String amounts(@Nullable StepMetrics m) {
    if (m == null) {
      return "rows and bytes unknown";
    }
    return "read "
        + Texts.count(m.rowsRead(), "row")
        + (m.bytesReadPartial() ? " (at least " : " (")
        + Texts.bytes(m.bytesRead())
        + "), wrote "
        + Texts.count(m.rowsWritten(), "row")
        + " ("
        + Texts.bytes(m.bytesWritten())
        + ")";
  }
}
