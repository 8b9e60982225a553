package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.job.JobSpec.Backoff;
import dev.mayfly.contracts.job.JobSpec.Cluster;
import dev.mayfly.contracts.job.JobSpec.Driver;
import dev.mayfly.contracts.job.JobSpec.Executor;
import dev.mayfly.contracts.job.JobSpec.Notify;
import dev.mayfly.contracts.job.JobSpec.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a spec as its author wrote it: lays the environment over it, fills in the templates, checks
 * every field, and says all that is wrong with it at once.
 */
public final class JobSpecReader {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?");
  static final String NAME_EXPECTED =
      "a name of 1 to 64 letters, digits, dots, dashes and underscores that starts and ends with a letter or digit";
  private static final Pattern CHANNEL = Pattern.compile("[a-z]+(:[A-Za-z0-9._-]{1,64})?");
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9._@+-]{1,128}");
  private static final int MOST_TOLD = 100;
  private static final Fault TOO_LARGE =
      new Fault("spec", "more than 256 KiB", "a size that a spec may have: at most 256 KiB");
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(24);
  private static final Set<Outcome> NOTIFIED_BY_DEFAULT =
      EnumSet.complementOf(EnumSet.of(Outcome.REJECTED));

  private JobSpecReader() {}

  /** The spec, or all that is wrong with it. */
  public sealed interface Result {
    record Valid(JobSpec spec, List<String> warnings) implements Result {}

    record Invalid(List<Fault> faults) implements Result {}
  }

  /**
   * @param params lie over the spec's own
   * @param facts further names for templates, as {@code run.id}
   */
  public static Result read(
      JsonNode spec,
      @Nullable String environment,
      Map<String, String> params,
      Map<String, String> facts) {
    if (!(spec instanceof ObjectNode object)) {
      return new Result.Invalid(List.of(new Fault("spec", spec.toString(), "an object")));
    }
    if (isTooLarge(spec)) {
      return new Result.Invalid(List.of(TOO_LARGE));
    }
    var faults = new ArrayList<Fault>();
    ObjectNode merged = Environments.layOver(object, environment, faults);
    var own = params(merged, params, facts, faults);
    merged.remove("params");
    var values = new LinkedHashMap<>(facts);
    own.forEach((name, value) -> values.put("params." + name, value));
    String name = merged.path("name").asString("");
    values.putIfAbsent("job.name", new Templates(values, new ArrayList<>()).fill(name, "name"));
    var fields = new SpecFields(new Templates(values, faults).fill(merged, ""), "", faults);
    JobSpec result = job(fields, own, faults);
    if (faults.isEmpty() && isTooLarge(result)) {
      faults.add(TOO_LARGE);
    }
    return faults.isEmpty()
        ? new Result.Valid(result, atMost(MOST_TOLD, fields.unknown()))
        : new Result.Invalid(toldOf(faults));
  }

  /** The spec's own params under those asked for; facts are filled in, other params are not. */
  private static Map<String, String> params(
      ObjectNode spec, Map<String, String> asked, Map<String, String> facts, List<Fault> faults) {
    Map<String, String> params = new SpecFields(spec, "", faults).map("params");
    params.putAll(asked);
    var templates = new Templates(facts, faults);
    params.replaceAll((name, value) -> templates.fill(value, "params." + name));
    return params;
  }

  /** A rejection must fit into a record, however much is wrong. */
  private static List<Fault> toldOf(List<Fault> faults) {
    if (faults.size() <= MOST_TOLD) {
      return faults;
    }
    var told = new ArrayList<>(faults.subList(0, MOST_TOLD));
    String more = (faults.size() - MOST_TOLD) + " more faults";
    told.add(new Fault("", more, "told here; mend these first"));
    return told;
  }

  private static <T> List<T> atMost(int most, List<T> list) {
    return list.size() <= most ? list : list.subList(0, most);
  }

  private static boolean isTooLarge(Object spec) {
    return Json.bytes(spec).length > SpecText.LARGEST;
  }

  static JobSpec job(SpecFields f, Map<String, String> params, List<Fault> faults) {
    for (String later : List.of("schedule", "budget", "trigger", "waitFor")) {
      f.notSupportedYet(later);
    }
    f.alsoKnown("params", "environments");
    SpecFields spark = f.object("spark");
    SpecFields driver = f.object("driver");
    int before = faults.size();
    Cluster cluster = cluster(f.object("cluster"));
    WorkerSize worker =
        faults.size() == before ? new WorkerSize(cluster.cores(), cluster.memory()) : null;
    return new JobSpec(
        f.matching("name", NAME, NAME_EXPECTED),
        f.<@Nullable String>parsed("owner", null, JobSpecReader::owner),
        params,
        cluster,
        spark.<@Nullable String>parsed("version", null, JobSpecReader::versionRange),
        new Driver(
            driver.number("cores", 1, 1, 256),
            driver.parsed("memory", MemorySize.mebibytes(1024), WorkerSize::ofJvm)),
        executor(f.object("executor"), worker),
        StepsReader.read(f, worker),
        retry(f.object("retry")),
        f.parsed("timeout", DEFAULT_TIMEOUT, JobSpecReader::upToAWeek),
        notifications(f));
  }

  private static Executor executor(SpecFields f, @Nullable WorkerSize worker) {
    var executor =
        new Executor(
            f.optionalNumber("instances", 1, 10_000),
            f.optionalNumber("cores", 1, 256),
            f.<@Nullable MemorySize>parsed("memory", null, WorkerSize::ofJvm),
            f.<@Nullable MemorySize>parsed("memoryOverhead", null, MemorySize::parse));
    if (worker != null) {
      worker.checkExecutor(f, executor);
    }
    return executor;
  }

  private static Cluster cluster(SpecFields f) {
    String lifecycle = f.text("lifecycle");
    if ("shared".equals(lifecycle) || "existing".equals(lifecycle)) {
      f.notSupportedYet("lifecycle", lifecycle, "use ephemeral");
    } else if (lifecycle != null && !lifecycle.equals("ephemeral")) {
      f.fault("lifecycle", lifecycle, "one of ephemeral, shared, existing");
    }
    return new Cluster(
        f.parsed("profile", "local", JobSpecReader::name),
        f.number("workers", 1, 1, 10_000),
        f.number("cores", 1, 1, 256),
        f.parsed("memory", MemorySize.mebibytes(1024), WorkerSize::ofJvm));
  }

  private static Retry retry(SpecFields f) {
    if (!f.isPresent()) {
      return Retry.NEVER;
    }
    Set<FailureClass> on = f.enums("on", FailureClass.class);
    SpecFields backoff = f.object("backoff");
    Duration first = backoff.parsed("first", Backoff.DEFAULT.first(), JobSpecReader::upToAWeek);
    Duration max =
        backoff.parsed("max", longer(first, Backoff.DEFAULT.max()), JobSpecReader::upToAWeek);
    if (max.compareTo(first) < 0) {
      String expected = "at least as long as first (" + Durations.text(first) + ")";
      backoff.fault("max", Durations.text(max), expected);
    }
    return new Retry(
        f.number("attempts", 3, 1, 100),
        on.isEmpty() ? EnumSet.of(FailureClass.INFRASTRUCTURE, FailureClass.QUOTA) : on,
        new Backoff(first, backoff.decimal("factor", Backoff.DEFAULT.factor(), 1, 100), max));
  }

  private static List<Notify> notifications(SpecFields f) {
    var result = new ArrayList<Notify>();
    for (SpecFields n : f.objects("notify")) {
      Set<Outcome> on = n.enums("on", Outcome.class);
      List<String> channels =
          n.texts(
              "channels",
              c -> CHANNEL.matcher(c).matches() ? null : "a channel as log or slack:data-alerts");
      if (channels.isEmpty()) {
        n.fault("channels", null, "at least one channel, as slack:data-alerts");
      }
      result.add(new Notify(on.isEmpty() ? NOTIFIED_BY_DEFAULT : on, channels));
    }
    return result;
  }

  private static Duration upToAWeek(String text) {
    Duration d = Durations.parse(text);
    if (d.isZero() || d.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a duration above 0 and up to 7d");
    }
    return d;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(NAME_EXPECTED);
    }
    return text;
  }

  /** An owner decides on secrets: one that only looks like another must not pass for it. */
  private static String owner(String text) {
    if (!OWNER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an owner of 1 to 128 letters, digits and . _ @ + - from ASCII");
    }
    return text;
  }

  private static String versionRange(String text) {
    VersionRange.parse(text);
    return text;
  }
}
