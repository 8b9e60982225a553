package dev.mayfly.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.schedule.Schedule;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is run: environment laid over, templates filled in, defaults in place. Made by {@link
 * JobSpecReader}, which is where the rules of each field are.
 *
 * @param sparkVersion a range such as {@code >=3.5 <5}; absent: the profile's
 * @param failFast whether a step that fails ends the others; absent: it does
 * @param queue absent: {@link Queue#DEFAULT}
 * @param waitFor all of them must have been there before the run is queued
 */
public record JobSpec(
    String name,
    @Nullable String owner,
    Map<String, String> params,
    Cluster cluster,
    @Nullable String sparkVersion,
    Driver driver,
    Executor executor,
    List<Step> steps,
    Retry retry,
    Duration timeout,
    @JsonProperty("notify") List<Notify> notifications,
    @Nullable Boolean failFast,
    @Nullable Queue queue,
    @Nullable Budget budget,
    @Nullable Schedule schedule,
    @Nullable Trigger trigger,
    List<WaitFor> waitFor) {

  public JobSpec {
    params = copy(params);
    steps = copy(steps);
    notifications = copy(notifications);
    waitFor = copy(waitFor);
  }

  /**
   * After a step has failed nothing more is started and what runs is ended. Otherwise only what
   * comes after the failed step is left out.
   */
  public boolean failsFast() {
    return failFast == null || failFast;
  }

  /** The same, of which so many runs may be live. */
  public JobSpec withMaxConcurrentRuns(int most) {
    Queue waits = queue == null ? Queue.DEFAULT : queue;
    return with(cluster, new Queue(waits.priority(), waits.timeout(), most));
  }

  /** The same, on that cluster. */
  JobSpec on(Cluster other) {
    return with(other, queue);
  }

  private JobSpec with(Cluster itsCluster, @Nullable Queue itsQueue) {
    return new JobSpec(
        name,
        owner,
        params,
        itsCluster,
        sparkVersion,
        driver,
        executor,
        steps,
        retry,
        timeout,
        notifications,
        failFast,
        itsQueue,
        budget,
        schedule,
        trigger,
        waitFor);
  }

  /**
   * @param cores of each worker
   * @param memory of each worker, for executors
   * @param shared how runs share it; absent: it is one run's alone
   * @param existing the id of a standing cluster of the profile, which is started and stopped
   *     rather than made and deleted; its size, and how it is shared, are filled in from what the
   *     profile announces ({@link ExistingClusters}). Absent: it is made for those that ask for it
   */
  public record Cluster(
      String profile,
      int workers,
      int cores,
      MemorySize memory,
      @Nullable Shared shared,
      @Nullable String existing) {

    /** One run's alone. */
    public Cluster(String profile, int workers, int cores, MemorySize memory) {
      this(profile, workers, cores, memory, null, null);
    }

    /** How many runs may hold it at a time. */
    public int leases() {
      return shared == null ? 1 : shared.leases();
    }

    /** How many of all its cores one run has. */
    public int coresOfRun() {
      return workers * cores / leases();
    }

    /**
     * How many executors one run may have on one worker.
     *
     * @param executorCores absent: one executor a worker, with whatever cores it gets there
     */
    public int executorsOnWorker(@Nullable Integer executorCores) {
      return executorCores == null ? 1 : Math.max(1, Math.min(coresOfRun(), cores) / executorCores);
    }

    /**
     * What an executor has where its job does not say: all of a worker's memory; of a shared
     * cluster so little that the executors of every other run find their share, too.
     */
    public MemorySize executorMemory(@Nullable Integer executorCores) {
      return shared == null
          ? memory
          : MemorySize.mebibytes(
              Math.max(1, memory.toMebibytes() / leases() / executorsOnWorker(executorCores)));
    }
  }

  /**
   * Of a cluster that the runs hold that ask for the same one.
   *
   * @param leases how many may hold it at a time, each with an equal share of its cores and memory
   * @param idle for how long it is kept while nobody holds it
   */
  public record Shared(int leases, Duration idle) {
    public static final int DEFAULT_LEASES = 2;
    public static final Duration DEFAULT_IDLE = Duration.ofMinutes(10);
  }

  public record Driver(int cores, MemorySize memory) {}

  /**
   * Where a field is absent, Spark's standalone default: one executor a worker, with all its cores
   * and memory; of a job whose steps may run side by side, with the step's share of both.
   */
  public record Executor(
      @Nullable Integer instances,
      @Nullable Integer cores,
      @Nullable MemorySize memory,
      @Nullable MemorySize memoryOverhead) {
    public static final Executor DEFAULT = new Executor(null, null, null, null);
  }

  /**
   * One Spark application.
   *
   * @param args may hold {@code {{ steps.clean.reported.rows }}}, filled in when the driver starts;
   *     so may {@code conf} and {@code env}
   * @param env may hold {@code ${secret:name}}, resolved where the driver starts and nowhere else;
   *     so may {@code conf}
   * @param after names of steps that must have succeeded first; steps that do not wait for each
   *     other run side by side
   * @param expect a metric's name and a comparison, as in {@code rowsWritten: ">0"}
   * @param outputs prefixes whose objects are counted after the step
   */
  public record Step(
      String name,
      String application,
      @Nullable String mainClass,
      List<String> args,
      List<String> jars,
      List<String> packages,
      List<String> repositories,
      List<String> pyFiles,
      List<String> files,
      List<String> archives,
      Map<String, String> conf,
      Map<String, String> env,
      List<String> after,
      Map<String, String> expect,
      List<String> outputs) {

    public Step {
      args = copy(args);
      jars = copy(jars);
      packages = copy(packages);
      repositories = copy(repositories);
      pyFiles = copy(pyFiles);
      files = copy(files);
      archives = copy(archives);
      conf = copy(conf);
      env = copy(env);
      after = copy(after);
      expect = copy(expect);
      outputs = copy(outputs);
    }

    public boolean isPython() {
      return application.endsWith(".py");
    }

    Step with(List<String> args, Map<String, String> conf, Map<String, String> env) {
      return new Step(
          name,
          application,
          mainClass,
          args,
          jars,
          packages,
          repositories,
          pyFiles,
          files,
          archives,
          conf,
          env,
          after,
          expect,
          outputs);
    }
  }

  /**
   * @param attempts in all, from 1
   * @param perClass what holds instead for attempts that ended so; each is retried, whether or not
   *     {@code on} names it
   * @param cluster which one the next attempt has; absent: {@link RetryCluster#FRESH}
   */
  public record Retry(
      int attempts,
      Set<FailureClass> on,
      Backoff backoff,
      Map<FailureClass, ClassRetry> perClass,
      @Nullable RetryCluster cluster) {
    public static final Retry NEVER = new Retry(1, Set.of(), Backoff.DEFAULT, Map.of(), null);

    public Retry {
      on = copy(on, FailureClass.class);
      perClass =
          perClass == null || perClass.isEmpty()
              ? Map.of()
              : Collections.unmodifiableMap(new EnumMap<>(perClass));
    }

    /** What is done after an attempt that ended so; absent: it is not retried. */
    public Optional<ClassRetry> after(FailureClass failure) {
      ClassRetry own = perClass.get(failure);
      return own == null && on.contains(failure)
          ? Optional.of(new ClassRetry(attempts, backoff))
          : Optional.ofNullable(own);
    }

    /** Whether the cluster of an attempt that ended so is for the next one. */
    public boolean keepsClusterAfter(FailureClass failure) {
      return cluster == RetryCluster.SAME && failure.leavesClusterWhole();
    }
  }

  /** Of an ephemeral cluster; a lease of another is a matter of who holds it. */
  public enum RetryCluster {
    FRESH,
    /** That of the attempt before, where nothing speaks against it. */
    SAME;

    /** As a spec has it: {@code same}. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param attempts of the run in all, from 1
   */
  public record ClassRetry(int attempts, Backoff backoff) {}

  /**
   * @param factor at least 1
   * @param jitter from 0 to 1: which part of a wait is left to chance, so that runs that failed
   *     together are not tried again together; absent: nothing of it
   */
  public record Backoff(Duration first, double factor, Duration max, @Nullable Double jitter) {
    public static final Backoff DEFAULT =
        new Backoff(Duration.ofSeconds(30), 2, Duration.ofMinutes(10), 0.0);

    /**
     * How long to wait before attempt {@code next} (2 is the first retry).
     *
     * @param chance from 0 to 1
     */
    public Duration before(int next, double chance) {
      double millis = (double) first.toMillis() * Math.pow(factor, next - 2);
      double most = Math.min(millis, (double) max.toMillis());
      return Duration.ofMillis((long) (jitter == null ? most : most * (1 - jitter * chance)));
    }
  }

  /**
   * @param channels as {@code kind:name}
   */
  public record Notify(Set<Outcome> on, List<String> channels) {
    public Notify {
      on = copy(on, Outcome.class);
      channels = copy(channels);
    }
  }

  /**
   * How the run waits when it cannot start at once.
   *
   * @param priority 0 to 1000; higher starts first
   * @param timeout how long after it was queued the run may wait for its first attempt; absent: for
   *     ever
   * @param maxConcurrentRuns how many runs of the job may be live, from 1; absent: as many as the
   *     installation allows
   */
  public record Queue(
      int priority, @Nullable Duration timeout, @Nullable Integer maxConcurrentRuns) {
    public static final Queue DEFAULT = new Queue(0, null, null);
  }

  /**
   * Runs the job when a run of another has ended.
   *
   * @param job the other's name
   * @param on the outcomes that count
   */
  public record Trigger(String job, Set<Outcome> on) {
    public Trigger {
      on = copy(on, Outcome.class);
    }
  }

  /**
   * @param object its address, as {@code s3a://bucket/path/_SUCCESS}
   * @param timeout how long after it was accepted the run waits for it
   */
  public record WaitFor(String object, Duration timeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(24);
  }

  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** Keeps the order: what is written must be the same bytes in every JVM. */
  private static Map<String, String> copy(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** In the order of the constants, for the same reason. */
  private static <E extends Enum<E>> Set<E> copy(@Nullable Set<E> set, Class<E> type) {
    var result = EnumSet.noneOf(type);
    if (set != null) {
      result.addAll(set);
    }
    return Collections.unmodifiableSet(result);
  }
}
