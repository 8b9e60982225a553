package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.job.JobSpec.Cluster;
import dev.mayfly.contracts.job.JobSpec.Driver;
import dev.mayfly.contracts.job.JobSpec.Executor;
import dev.mayfly.contracts.job.JobSpec.Notify;
import dev.mayfly.contracts.job.JobSpec.Queue;
import dev.mayfly.contracts.job.JobSpec.Trigger;
import dev.mayfly.contracts.schedule.Tick;
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
import tools.jackson.databind.node.JsonNodeFactory;
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

  /** They stand before any run, so nothing is filled in there. */
  private static final List<String> AS_WRITTEN = List.of("schedule", "trigger");

  private static final int MOST_TOLD = 100;
  private static final Fault TOO_LARGE =
      new Fault("spec", "more than 256 KiB", "a size that a spec may have: at most 256 KiB");
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration LONGEST_IDLE = Duration.ofDays(1);
  private static final int MOST_LEASES = 100;
  static final int MOST_WORKERS = 10_000;
  static final int MOST_CORES = 256;
  private static final List<String> LIFECYCLES = List.of("ephemeral", "shared", "existing");
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
    return read(spec, environment, params, facts, null);
  }

  /**
   * @param params lie over the spec's own
   * @param facts further names for templates, as {@code run.id}
   * @param tick what the run tells of; null: a template that names a tick is a fault
   */
  public static Result read(
      JsonNode spec,
      @Nullable String environment,
      Map<String, String> params,
      Map<String, String> facts,
      @Nullable Tick tick) {
    if (!(spec instanceof ObjectNode object)) {
      return new Result.Invalid(List.of(new Fault("spec", spec.toString(), "an object")));
    }
    if (isTooLarge(spec)) {
      return new Result.Invalid(List.of(TOO_LARGE));
    }
    var faults = new ArrayList<Fault>();
    ObjectNode merged = Environments.layOver(object, environment, faults);
    var ticks = new TickFacts(tick, ScheduleReader.zone(merged));
    var own =
        params(new SpecFields(merged, "", faults), params, new Templates(facts, ticks, faults));
    merged.remove("params");
    ObjectNode asWritten = removeAll(merged, AS_WRITTEN);
    var values = new LinkedHashMap<>(facts);
    own.forEach((name, value) -> values.put("params." + name, value));
    String name = merged.path("name").asString("");
    values.putIfAbsent(
        "job.name", new Templates(values, ticks, new ArrayList<>()).fill(name, "name"));
    ObjectNode filled = (ObjectNode) new Templates(values, ticks, faults).fill(merged, "");
    var fields = new SpecFields(filled.setAll(asWritten), "", faults);
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
      SpecFields spec, Map<String, String> asked, Templates templates) {
    Map<String, String> params = spec.map("params");
    params.putAll(asked);
    params.replaceAll((name, value) -> templates.fill(value, "params." + name));
    return params;
  }

  private static ObjectNode removeAll(ObjectNode from, List<String> names) {
    ObjectNode removed = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      JsonNode value = from.remove(name);
      if (value != null) {
        removed.set(name, value);
      }
    }
    return removed;
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
    f.alsoKnown("params", "environments");
    String name = f.matching("name", NAME, NAME_EXPECTED);
    SpecFields spark = f.object("spark");
    SpecFields driver = f.object("driver");
    int before = faults.size();
    SpecFields asked = f.object("cluster");
    Cluster cluster = cluster(asked);
    WorkerSize worker = faults.size() == before ? WorkerSize.of(cluster, asked) : null;
    return new JobSpec(
        name,
        f.<@Nullable String>parsed("owner", null, JobSpecReader::owner),
        params,
        cluster,
        spark.<@Nullable String>parsed("version", null, JobSpecReader::versionRange),
        new Driver(
            driver.number("cores", 1, 1, 256),
            driver.parsed("memory", MemorySize.mebibytes(1024), WorkerSize::ofJvm)),
        executor(f.object("executor"), worker),
        StepsReader.read(f, worker),
        RetryReader.read(f.object("retry"), cluster),
        f.parsed("timeout", DEFAULT_TIMEOUT, JobSpecReader::upToAWeek),
        notifications(f),
        f.flag("failFast"),
        queue(f.object("queue")),
        Budget.read(f.object("budget")),
        ScheduleReader.read(f, faults),
        trigger(f.object("trigger"), name),
        WaitForReader.read(f));
  }

  private static @Nullable Trigger trigger(SpecFields f, String name) {
    if (!f.isPresent()) {
      return null;
    }
    String job = f.matching("job", NAME, NAME_EXPECTED);
    if (!name.isEmpty() && job.equals(name)) {
      f.fault("job", job, "another job: this one would never come to an end");
    }
    Set<Outcome> on = f.enums("on", Outcome.class);
    if (on.contains(Outcome.REJECTED)) {
      f.fault("on", "REJECTED", "how an accepted run ends");
    }
    return new Trigger(job, on.isEmpty() ? EnumSet.of(Outcome.SUCCEEDED) : on);
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
    if (lifecycle != null && !LIFECYCLES.contains(lifecycle)) {
      f.fault("lifecycle", lifecycle, "one of " + String.join(", ", LIFECYCLES));
    }
    String profile = f.parsed("profile", "local", JobSpecReader::name);
    if ("existing".equals(lifecycle)) {
      return ExistingClusters.read(f, profile);
    }
    notGiven(f, "possible without lifecycle: existing", "id");
    boolean isShared = "shared".equals(lifecycle);
    if (!isShared) {
      notGiven(f, "possible without lifecycle: shared", "leases", "idle");
    }
    return new Cluster(
        profile,
        f.number("workers", 1, 1, MOST_WORKERS),
        f.number("cores", 1, 1, MOST_CORES),
        f.parsed("memory", MemorySize.mebibytes(1024), WorkerSize::ofJvm),
        isShared ? shared(f) : null,
        null);
  }

  static JobSpec.Shared shared(SpecFields f) {
    return new JobSpec.Shared(
        f.number("leases", JobSpec.Shared.DEFAULT_LEASES, 1, MOST_LEASES),
        f.parsed("idle", JobSpec.Shared.DEFAULT_IDLE, JobSpecReader::upToADay));
  }

  static void notGiven(SpecFields f, String expected, String... names) {
    for (String name : names) {
      String value = f.text(name);
      if (value != null) {
        f.fault(name, value, expected);
      }
    }
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

  private static @Nullable Queue queue(SpecFields f) {
    int priority = f.number("priority", Queue.DEFAULT.priority(), 0, 1_000);
    Duration timeout = f.<@Nullable Duration>parsed("timeout", null, JobSpecReader::upToAWeek);
    Integer concurrent = f.optionalNumber("maxConcurrentRuns", 1, 10_000);
    return f.isPresent() ? new Queue(priority, timeout, concurrent) : null;
  }

  static Duration upToAWeek(String text) {
    Duration d = Durations.parse(text);
    if (d.isZero() || d.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a duration above 0 and up to 7d");
    }
    return d;
  }

  private static Duration upToADay(String text) {
    Duration d = Durations.parse(text);
    if (d.compareTo(LONGEST_IDLE) > 0) {
      throw new IllegalArgumentException("a duration up to 24h");
    }
    return d;
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
