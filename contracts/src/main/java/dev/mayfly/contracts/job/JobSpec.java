package dev.mayfly.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is run: environment laid over, templates filled in, defaults in place. Made by {@link
 * JobSpecReader}, which is where the rules of each field are.
 *
 * @param sparkVersion a range such as {@code >=3.5 <5}; absent: the profile's
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
    @JsonProperty("notify") List<Notify> notifications) {

  public JobSpec {
    params = copy(params);
    steps = copy(steps);
    notifications = copy(notifications);
  }

  /**
   * @param cores of each worker
   * @param memory of each worker, for executors
   */
  public record Cluster(String profile, int workers, int cores, MemorySize memory) {}

  public record Driver(int cores, MemorySize memory) {}

  /**
   * Where a field is absent, Spark's standalone default: one executor a worker, with all its cores
   * and memory.
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
   * @param env may hold {@code ${secret:name}}, resolved where the driver starts and nowhere else;
   *     so may {@code conf}
   * @param after names of steps that must have succeeded first
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
  }

  /**
   * @param attempts in all, from 1
   */
  public record Retry(int attempts, Set<FailureClass> on, Backoff backoff) {
    public static final Retry NEVER = new Retry(1, Set.of(), Backoff.DEFAULT);

    public Retry {
      on = copy(on, FailureClass.class);
    }

    /** How long to wait before attempt {@code next} (2 is the first retry). */
    public Duration before(int next) {
      double millis = (double) backoff.first().toMillis() * Math.pow(backoff.factor(), next - 2);
      return Duration.ofMillis((long) Math.min(millis, (double) backoff.max().toMillis()));
    }
  }

  /**
   * @param factor at least 1
   */
  public record Backoff(Duration first, double factor, Duration max) {
    public static final Backoff DEFAULT =
        new Backoff(Duration.ofSeconds(30), 2, Duration.ofMinutes(10));
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
