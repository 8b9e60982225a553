package dev.mayfly.simulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.data.ExecutionDataStore;
import org.jacoco.core.data.SessionInfoStore;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.LoggerRuntime;
import org.jacoco.core.runtime.RuntimeData;

/**
 * Mayfly with decisions that remember which of their branches were taken.
 *
 * <p>The decisions' code is all that decides: every class of scheduler-service but its application;
 * of cluster-service all but its application, providers, profiles, worker and watches; of
 * notifier-service the decision with its state and deliveries; of submit-service the reconciler
 * with its attempts; of the engine the interpreter with its turn and timers. Not: how a request is
 * read ({@code contracts} has its own tests and a fuzzer), how a message is worded, and what calls
 * a provider or a channel, which the simulator replaces.
 *
 * <p>Every branch of it counts, but for those that JaCoCo itself knows to be the compiler's: what a
 * record is given, and the default of a switch over an enum that has none in the source. What stays
 * unreached is told with the report; it guards against what no part of Mayfly writes.
 */
final class CoveredProduction extends MayflyAnew {
  private static final Pattern DECISIONS =
      Pattern.compile(
          "dev\\.mayfly\\.("
              + "scheduler\\.(?!SchedulerApplication).*"
              + "|cluster\\.(?!provider\\.|ClusterApplication|CommandWorker|LeakWatch|Profile|Sweeper).*"
              + "|notifier\\.(NotifierDecision|NotifierState|Deliver(y|ies))(\\$.*)?"
              + "|engine\\.(Interpreter|Turn|Timers)(\\$.*)?"
              + "|submit\\.(Reconciler|AttemptLoop|StepDriver|StepResults|Contact|Stop)(\\$.*)?)");

  private final LoggerRuntime runtime = new LoggerRuntime();
  private final RuntimeData data = new RuntimeData();
  private final Instrumenter instrumenter = new Instrumenter(runtime);
  private final Map<String, byte[]> decisions = new TreeMap<>();

  CoveredProduction() throws Exception {
    runtime.startup(data);
  }

  @Override
  byte[] bytes(String name, byte[] original) throws IOException {
    if (!DECISIONS.matcher(name).matches()) {
      return original;
    }
    synchronized (decisions) {
      decisions.put(name, original);
      return instrumenter.instrument(original, name);
    }
  }

  /**
   * What was reached by now.
   *
   * @param share of the branches, from 0 to 1
   * @param unreached class and line of branches that were not, with how many
   */
  record Reached(double share, int branches, List<String> unreached) {}

  Reached reached() throws IOException {
    var taken = new ExecutionDataStore();
    data.collect(taken, new SessionInfoStore(), false);
    var coverage = new CoverageBuilder();
    var analyzer = new Analyzer(taken, coverage);
    for (Map.Entry<String, byte[]> decision : decisions.entrySet()) {
      analyzer.analyzeClass(decision.getValue(), decision.getKey());
    }
    int all = 0;
    int missed = 0;
    var unreached = new ArrayList<String>();
    for (IClassCoverage type : coverage.getClasses()) {
      all += type.getBranchCounter().getTotalCount();
      missed += type.getBranchCounter().getMissedCount();
      for (int line = type.getFirstLine(); line <= type.getLastLine(); line++) {
        ICounter branches = type.getLine(line).getBranchCounter();
        if (branches.getMissedCount() > 0) {
          String where = type.getName().substring(type.getName().lastIndexOf('/') + 1) + ":" + line;
          unreached.add(
              where + " (" + branches.getMissedCount() + " of " + branches.getTotalCount() + ")");
        }
      }
    }
    return new Reached(1 - (double) missed / Math.max(1, all), all, unreached);
  }
}
