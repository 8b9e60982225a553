package dev.mayfly.cli;

import dev.mayfly.cli.connection.LogReader;
import dev.mayfly.cli.view.AttemptView;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.cli.view.StepView;
import dev.mayfly.contracts.event.StepResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints of a run's logs what it has not printed yet. */
final class LogPrinter {
  private final LogReader logs;
  private final @Nullable String step;
  private final PrintStream out;
  private final PrintStream err;
  private final Set<String> announced = new HashSet<>();
  private final Set<String> whole = new HashSet<>();
  private boolean onlyAtTheEnd;

  /**
   * @param step of this one only; null: of all
   * @param err is told which log follows
   */
  LogPrinter(LogReader logs, @Nullable String step, PrintStream out, PrintStream err) {
    this.logs = logs;
    this.step = step;
    this.out = out;
    this.err = err;
  }

  boolean hasPrinted() {
    return !announced.isEmpty();
  }

  void print(RunView run) throws IOException {
    AttemptView attempt = run.currentAttempt();
    for (StepView view : attempt.steps()) {
      StepResult result = view.result();
      if (step != null && !step.equals(view.name())) {
        continue;
      }
      if (result != null && result.keptFrom() != null) {
        tellWhere(view, result.keptFrom());
      } else if (result != null && result.log() != null) {
        printWhole(view, result.log());
      } else if (view.isRunning() && !onlyAtTheEnd) {
        printLive(view, logs.address(StepResult.logs(run.runId(), attempt.attempt(), view.name())));
      }
    }
  }

  private void tellWhere(StepView view, String run) {
    if (announced.add(view.name())) {
      err.println(
          "step "
              + view.name()
              + " is kept from run "
              + run
              + "; `mayfly logs "
              + run
              + "` has its log");
    }
  }

  private void printWhole(StepView view, String link) throws IOException {
    if (whole.add(link)) {
      announce(view, link);
      logs.copy(link, true, out);
      out.flush();
    }
  }

  private void printLive(StepView view, String link) {
    var text = new ByteArrayOutputStream();
    try {
      if (logs.copy(link, false, text)) {
        announce(view, link);
        text.writeTo(out);
        out.flush();
      }
    } catch (IOException e) {
      onlyAtTheEnd = true;
      err.println(
          "What a step writes cannot be read while it runs ("
              + e.getMessage()
              + "); its logs can be had when it has ended.");
    }
  }

  private void announce(StepView view, String link) {
    if (announced.add(link)) {
      err.println("==> step " + view.name() + ": " + link);
    }
  }
}
