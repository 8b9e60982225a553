package dev.mayfly.cli.timeline;

import dev.mayfly.cli.plan.Offer;
import dev.mayfly.cli.plan.RunPlan;
import dev.mayfly.cli.plan.Waves;
import dev.mayfly.contracts.Durations;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.SecretReferences;
import dev.mayfly.contracts.job.StepOrder;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** What a run would come to, for its author: the spec as it would be run, and what would start. */
public final class PlanText {
  private static final int LABEL = 13;
  private static final int LONGEST_ARROW = 6;
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss VV", Locale.ROOT);
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final RunPlan plan;
  private final JobSpec spec;
  private final Screen screen;
  private final Glyphs glyphs;
  private final List<Line> lines = new ArrayList<>();

  private PlanText(RunPlan plan, Screen screen) {
    this.plan = plan;
    this.spec = plan.spec();
    this.screen = screen;
    this.glyphs = screen.glyphs();
  }

  public static List<String> of(RunPlan plan, Screen screen) {
    var text = new PlanText(plan, screen);
    text.lines.add(Line.EMPTY.then("the spec as it would be run", Tone.STRONG));
    YAML.writeValueAsString(text.asRun()).lines().forEach(l -> text.lines.add(Line.of("  " + l)));
    text.lines.add(Line.EMPTY.then("what would start", Tone.STRONG));
    text.profile();
    text.cluster();
    text.steps();
    text.secrets();
    text.lines.add(Line.EMPTY.then("when", Tone.STRONG));
    text.ticks();
    text.waits();
    text.queue();
    text.lines.add(Line.EMPTY.then("what it costs", Tone.STRONG));
    text.money();
    return text.lines.stream().map(l -> l.render(screen.colour())).toList();
  }

  /** Without what says nothing. */
  private ObjectNode asRun() {
    ObjectNode all = (ObjectNode) Json.tree(spec);
    for (JsonNode step : all.path("steps")) {
      ((ObjectNode) step).remove("python");
    }
    if (all.path("executor").isEmpty()) {
      all.remove("executor");
    }
    return all;
  }

  private void profile() {
    String name = spec.cluster().profile();
    Offer offer = plan.offer();
    ProfileAnnounced p = offer.profile();
    if (offer.unreachable() != null) {
      add("profile", name + ", Spark unknown: nobody could be asked");
      add("", offer.unreachable());
    } else if (p == null) {
      add("profile", name + ", which is not announced");
    } else {
      String python =
          p.python().isEmpty() ? "no Python" : "Python " + String.join(", ", p.python());
      String version = spec.sparkVersion();
      String wanted = version == null ? "" : " (the spec asks for " + version + ")";
      add(
          "profile",
          name
              + ": provider "
              + p.provider()
              + ", Spark "
              + p.sparkVersion()
              + wanted
              + ", "
              + python);
    }
  }

  private void cluster() {
    JobSpec.Cluster c = spec.cluster();
    String size = c.existing() != null && c.shared() == null ? "of unknown size" : size(c);
    add("cluster", c.existing() == null ? size : "standing cluster " + c.existing() + ": " + size);
    add("lifecycle", lifecycle(c));
    add("drivers", drivers());
  }

  private static String size(JobSpec.Cluster c) {
    return "%s with %s and %s%s"
        .formatted(
            Amounts.count(c.workers(), "worker"),
            Amounts.count(c.cores(), "core"),
            c.memory(),
            c.workers() == 1 ? "" : " each");
  }

  private static String lifecycle(JobSpec.Cluster c) {
    JobSpec.Shared shared = c.shared();
    if (shared == null) {
      return c.existing() == null
          ? "ephemeral: lit anew for each attempt, put out when it has ended"
          : "existing: used if it runs, else started, and stopped when nobody holds it";
    }
    String many =
        "up to %s at a time, with %s for each"
            .formatted(Amounts.count(c.leases(), "run"), Amounts.count(c.coresOfRun(), "core"));
    String idle = Durations.text(shared.idle());
    return c.existing() == null
        ? "shared by " + many + "; kept for " + idle + " while nobody holds it"
        : "existing: used if it runs, else started, and stopped when nobody has held it for "
            + idle
            + "; held by "
            + many;
  }

  private String drivers() {
    int steps = spec.steps().size();
    JobSpec.Driver d = spec.driver();
    String size = " with " + Amounts.count(d.cores(), "core") + " and " + d.memory();
    return steps == 1
        ? "1 driver" + size
        : "%d drivers, one for each step,%s each; at most %d at a time"
            .formatted(steps, size, StepOrder.of(spec.steps()).width());
  }

  /** Each arrow begins where those end that it waits for. */
  private void steps() {
    List<Waves.Place> places = Waves.of(spec.steps());
    int waves = 1 + places.stream().mapToInt(Waves.Place::wave).max().orElse(0);
    int names = places.stream().mapToInt(p -> p.step().name().length()).max().orElse(0);
    int room = Math.max(waves, screen.width() / 2 - LABEL);
    int arrow = Math.max(2, Math.min(LONGEST_ARROW, room / waves));
    boolean first = true;
    for (Waves.Place place : places) {
      List<String> after = place.step().after();
      int from = LABEL + 2 + names + 1;
      Line line =
          label(first ? "steps" : "")
              .then(place.step().name())
              .to(from + place.wave() * arrow)
              .then(glyphs.bar.repeat(arrow - 1) + glyphs.running, Tone.ACTIVE)
              .to(from + waves * arrow);
      lines.add(after.isEmpty() ? line : line.then("after " + String.join(", ", after), Tone.DIM));
      first = false;
    }
  }

  private void secrets() {
    Set<String> names = SecretReferences.in(spec);
    if (!names.isEmpty()) {
      String text = String.join(", ", names) + ": read where the driver starts, and nowhere else";
      add("secrets", text);
    }
  }

  private void ticks() {
    Tick tick = plan.tick();
    Schedule schedule = spec.schedule();
    if (schedule == null) {
      JobSpec.Trigger trigger = spec.trigger();
      String when =
          trigger == null
              ? "on request"
              : "whenever a run of " + trigger.job() + " ends as " + trigger.on();
      add("starts", when);
    } else {
      add("schedule", schedule.inWords() + "; overlap " + schedule.overlap().text());
      String label = "next ticks";
      for (Instant due : plan.nextTicks()) {
        String later =
            schedule.jitter().isZero() ? "" : "; fires " + schedule.firesAt(spec.name(), due);
        add(label, LOCAL.format(due.atZone(schedule.timeZone())) + "  (" + due + later + ")");
        label = "";
      }
      if (plan.nextTicks().isEmpty()) {
        add(label, "none: nothing is due any more");
      }
    }
    if (tick != null) {
      add("filled in", "for the tick from " + tick.start() + " to " + tick.end());
    }
  }

  private void waits() {
    String label = "waits for";
    for (JobSpec.WaitFor wait : spec.waitFor()) {
      add(label, wait.object() + ", up to " + Durations.text(wait.timeout()));
      label = "";
    }
    if (!spec.waitFor().isEmpty()) {
      add(label, "before it is queued; until then nothing is lit");
    }
  }

  private void queue() {
    JobSpec.Queue q = spec.queue() == null ? JobSpec.Queue.DEFAULT : spec.queue();
    String most =
        q.maxConcurrentRuns() == null
            ? "any number of its runs at a time"
            : "at most " + Amounts.count(q.maxConcurrentRuns(), "run") + " of it at a time";
    String timeout =
        q.timeout() == null
            ? "waits for as long as it takes"
            : "waits for up to " + Durations.text(q.timeout());
    add("queue", most + ", priority " + q.priority() + ", " + timeout);
    add("", "the installation's own limits, mayfly.concurrency, are known to its scheduler only");
  }

  private void money() {
    boolean isUnknown = plan.offer().profile() == null;
    add("estimate", isUnknown ? "unknown: so are the prices" : plan.estimate().text());
    if (spec.budget() != null) {
      add("budget", spec.budget().text() + "; a run that has spent it is ended");
    }
  }

  private void add(String label, String text) {
    lines.add(label(label).then(text));
  }

  private Line label(String text) {
    return Line.of("  ").then(text, Tone.DIM).to(LABEL + 2);
  }
}
