package dev.mayfly.sparklistener;

import java.io.File;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Adds up what happens in an application, and writes it to the file that {@code
 * spark.mayfly.metricsFile} names: while it runs about once a second, and at its end. A file that
 * still says {@code RUNNING} after the driver has gone tells of a crash.
 *
 * <p>Works in Spark 3 and 4. It never fails the user's job: what it can't read it leaves out.
 */
public final class MayflyListener extends SparkListener {
  private final Totals totals = new Totals();
  private final MetricsFile file;

  public MayflyListener(SparkConf conf) {
    String path = conf.get("spark.mayfly.metricsFile", "");
    String vectored = conf.get("spark.hadoop.parquet.hadoop.vectored.io.enabled", "true");
    totals.bytesReadPartial = !vectored.trim().equalsIgnoreCase("false");
    this.file = path.isEmpty() ? null : new MetricsFile(new File(path), totals);
  }

  @Override
  public void onApplicationStart(SparkListenerApplicationStart event) {
    quietly(
        () -> {
          totals.startedAt = event.time();
          totals.applicationId = event.appId().isDefined() ? event.appId().get() : "";
        });
    if (file != null) {
      file.start();
    }
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd event) {
    quietly(() -> totals.finished = true);
    if (file != null) {
      file.finish();
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart event) {
    quietly(
        () -> {
          totals.jobsStarted++;
          if (totals.uiAddress.isEmpty()) {
            totals.uiAddress = Context.uiAddress();
            totals.sparkVersion = Context.sparkVersion();
          }
        });
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd event) {
    quietly(
        () ->
            totals.jobEnded(
                event.jobResult() instanceof JobFailed
                    ? String.valueOf(((JobFailed) event.jobResult()).exception().getMessage())
                    : null));
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    quietly(
        () ->
            totals.stageStarted(
                event.stageInfo().stageId(),
                event.stageInfo().name(),
                event.stageInfo().numTasks()));
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    quietly(
        () ->
            totals.stageEnded(
                event.stageInfo().stageId(),
                event.stageInfo().failureReason().isDefined()
                    ? event.stageInfo().failureReason().get()
                    : null));
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    quietly(() -> totals.taskStarted(event.taskInfo().launchTime()));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    quietly(() -> totals.taskEnded(event.stageId(), event.taskInfo(), event.taskMetrics()));
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    quietly(() -> totals.executorsAdded++);
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    quietly(() -> totals.executorRemoved(event.reason()));
  }

  /**
   * Whatever goes wrong in here is not the job's fault. Links may be missing in another version of
   * Spark. The file is never written in here: its writer takes its own lock first and the totals'
   * second, and the other order would stop the driver for ever.
   */
  private void quietly(Runnable update) {
    try {
      synchronized (totals) {
        update.run();
      }
    } catch (RuntimeException | LinkageError e) {
      totals.unread++;
    }
  }
}
