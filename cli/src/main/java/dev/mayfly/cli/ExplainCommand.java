package dev.mayfly.cli;

import dev.mayfly.cli.connection.CompletedRuns;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.Profiles;
import dev.mayfly.cli.plan.Offer;
import dev.mayfly.cli.plan.RunPlan;
import dev.mayfly.cli.plan.Waves;
import dev.mayfly.cli.timeline.PlanText;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.Cost;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.RunEvent.RunCompleted;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.SecretReferences;
import dev.mayfly.contracts.job.StepOrder;
import dev.mayfly.contracts.schedule.Schedule;
import dev.mayfly.contracts.schedule.Tick;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "explain",
    description = {
      "Tells what a run of a spec would be: filled in, where, with what, when and for how much. Touches nothing.",
      "What the installation offers is asked where it can be reached. Secrets stay references. Exit code 2 when the spec would be rejected."
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SPEC", description = "The job's spec, YAML or JSON.")
  private Path spec = Path.of("");

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "One of the spec's environments, laid over it.")
  private @Nullable String environment;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets one of the job's params; may be repeated.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "For the tick that begins then, as 2026-03-01T00:00:00Z, or for that of a day, as 2026-03-01; default: the schedule's next one.")
  private @Nullable String at;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    String bucket = connection.storage().bucket();
    SpecFile.Result any = SpecFile.read(spec, environment, params, bucket, SpecFile.ANY_TICK);
    if (!(any instanceof SpecFile.Result.Valid known)) {
      return ValidateCommand.printFaults(spec, (SpecFile.Result.Invalid) any);
    }
    Instant now = clock.instant();
    Tick tick;
    try {
      tick = tick(known.spec().schedule(), now);
    } catch (IllegalArgumentException e) {
      System.err.println("'" + at + "' is not " + e.getMessage() + ".");
      return ExitCodes.USAGE;
    }
    SpecFile.Result read = SpecFile.read(spec, environment, params, bucket, tick);
    if (!(read instanceof SpecFile.Result.Valid valid)) {
      System.err.println("It is valid for a tick; --at names one.");
      return ValidateCommand.printFaults(spec, (SpecFile.Result.Invalid) read);
    }
    RunPlan plan = plan(valid, tick, now);
    valid.warnings().forEach(w -> System.err.println("warning: " + w));
    if (json) {
      System.out.println(json(plan));
    } else {
      PlanText.of(plan, Screen.detect(System.getenv())).forEach(System.out::println);
    }
    return told(plan.refusals());
  }

  private @Nullable Tick tick(@Nullable Schedule schedule, Instant now) {
    if (at != null) {
      return AskedTime.tick(at, schedule);
    }
    return schedule == null ? null : schedule.next(now).map(schedule::tickOf).orElse(null);
  }

  private RunPlan plan(SpecFile.Result.Valid valid, @Nullable Tick tick, Instant now)
      throws IOException {
    JobSpec asked = valid.spec();
    String servers = connection.bootstrapServers();
    var paid = new ArrayList<Duration>();
    Offer offer;
    try {
      Map<String, ProfileAnnounced> profiles = Profiles.all(servers, connection.topics());
      offer = Offer.of(profiles.get(asked.cluster().profile()), profiles.keySet());
      CompletedRuns.read(servers, connection.topics(), run -> learn(asked.name(), run, paid));
    } catch (IOException e) {
      offer = Offer.unknown(String.valueOf(e.getMessage()));
    }
    return RunPlan.of(asked, valid.warnings(), tick, offer, paid, now);
  }

  private static void learn(String job, RunCompleted run, List<Duration> paid) {
    Cost cost = run.cost();
    if (cost != null && run.job().equals(job) && run.outcome().isSuccess()) {
      paid.add(cost.paid());
    }
  }

  private static int told(List<Fault> refusals) {
    if (refusals.isEmpty()) {
      return 0;
    }
    System.err.println("a run would be rejected:");
    refusals.forEach(f -> System.err.println("  - " + f));
    return ExitCodes.REJECTED;
  }

  private static String json(RunPlan plan) {
    JobSpec spec = plan.spec();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("spec", Json.tree(spec));
    node.set("warnings", Json.tree(plan.warnings()));
    if (plan.tick() != null) {
      node.set("tick", Json.tree(plan.tick()));
    }
    ObjectNode profile = node.putObject("profile").put("name", spec.cluster().profile());
    if (plan.offer().profile() != null) {
      profile.set("announced", Json.tree(plan.offer().profile()));
    }
    if (plan.offer().unreachable() != null) {
      profile.put("unreachable", plan.offer().unreachable());
    }
    var steps = node.putArray("steps");
    for (Waves.Place place : Waves.of(spec.steps())) {
      ObjectNode step = steps.addObject().put("name", place.step().name());
      step.put("wave", place.wave()).set("after", Json.tree(place.step().after()));
    }
    node.put("driversAtOnce", StepOrder.of(spec.steps()).width());
    node.set("secrets", Json.tree(SecretReferences.in(spec)));
    if (spec.schedule() != null) {
      node.put("timeZone", spec.schedule().timeZone().toString());
    }
    node.set("nextTicks", Json.tree(plan.nextTicks()));
    node.set("estimate", Json.tree(plan.estimate()));
    node.set("refusals", Json.tree(plan.refusals()));
    return Json.text(node);
  }
}
