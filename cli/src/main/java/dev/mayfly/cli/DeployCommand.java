package dev.mayfly.cli;

import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.DeployedJobs;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.connection.Storage;
import dev.mayfly.cli.plan.DeployPlan;
import dev.mayfly.cli.plan.DeployPlan.Change;
import dev.mayfly.cli.plan.DeployPlan.Kind;
import dev.mayfly.cli.timeline.DeployText;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.upload.Upload;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "deploy",
    description = {
      "Puts jobs where runs can name them and their schedules fire; shows first what that changes.",
      "Of a folder: all *.yaml, *.yml and *.json directly in it, over what its mayfly.yaml gives for all of them. Local files that specs name are uploaded, by the hash of their content. A job that is paused stays so. Exit code 2 when a spec is wrong, and nothing is deployed then, or when the scheduler refuses one; what was deployed before stays then."
    })
final class DeployCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Parameters(paramLabel = "SPEC|FOLDER", description = "A job's spec, YAML or JSON, or a folder.")
  private Path place = Path.of("");

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "One of the specs' environments, laid over them.")
  private @Nullable String environment;

  @Option(
      names = "--prune",
      description =
          "Undeploys the jobs of the folder's project that are not in it any more. The project is named in its mayfly.yaml.")
  private boolean prune;

  @Option(names = "--dry-run", description = "Only shows what would change.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Prunes without asking.")
  private boolean yes;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    Storage storage = connection.storage();
    SpecSet set = SpecSet.read(place, environment, storage.bucket());
    if (!set.faults().isEmpty()) {
      set.faults().forEach(ValidateCommand::printFaults);
      return ExitCodes.REJECTED;
    }
    if (prune && (set.project() == null || !Files.isDirectory(place))) {
      System.err.println(
          "--prune needs a folder whose mayfly.yaml names its project, as `project: birds`: only what was deployed with that name is its own to prune. Nothing was deployed.");
      return ExitCodes.USAGE;
    }
    set.warnings().forEach(w -> System.err.println("warning: " + w));
    var jobs = new DeployedJobs(connection.bootstrapServers(), connection.topics());
    Map<String, JobDeployed> deployed = jobs.all();
    DeployPlan plan = DeployPlan.of(deployed, wanted(set, deployed), prune ? set.project() : null);
    DeployText.of(plan, Screen.detect(System.getenv())).forEach(System.out::println);
    if (plan.changesNothing()) {
      System.out.println("all is deployed as it is; nothing changes");
      return 0;
    }
    if (dryRun) {
      System.out.println("nothing was changed: this was a dry run");
      return 0;
    }
    Integer refused = confirm(plan);
    if (refused != null) {
      return refused;
    }
    upload(storage, set);
    return deploy(jobs, plan);
  }

  private SortedMap<String, JobDeployed> wanted(SpecSet set, Map<String, JobDeployed> deployed) {
    var wanted = new TreeMap<String, JobDeployed>();
    String by = System.getProperty("user.name");
    set.specs()
        .forEach(
            (job, spec) -> {
              JobDeployed before = deployed.get(job);
              Boolean paused = before == null ? null : before.paused();
              wanted.put(job, new JobDeployed(spec, environment, paused, by, set.project()));
            });
    return wanted;
  }

  /** The exit code when it is not to be done. */
  private @Nullable Integer confirm(DeployPlan plan) throws IOException {
    int pruned = plan.all(Kind.PRUNED).size();
    if (pruned == 0 || yes) {
      return null;
    }
    Confirmation person = Confirmation.ofProcess();
    if (!person.canBeAsked()) {
      System.err.println("nobody can be asked whether to prune; say --yes. Nothing was deployed.");
      return ExitCodes.USAGE;
    }
    if (person.isGiven("Deploy this, and prune " + pruned + (pruned == 1 ? " job?" : " jobs?"))) {
      return null;
    }
    System.out.println("nothing was deployed");
    return Outcome.CANCELLED.exitCode();
  }

  private static void upload(Storage storage, SpecSet set) throws IOException {
    if (!set.uploads().isEmpty()) {
      try (var bucket = new Bucket(storage)) {
        for (Upload upload : new LinkedHashSet<>(set.uploads())) {
          bucket.putIfMissing(upload.file(), upload.key());
        }
      }
    }
  }

  private int deploy(DeployedJobs jobs, DeployPlan plan) throws IOException {
    var waitsFor = new LinkedHashSet<String>();
    boolean good = true;
    try (RunFeed feed = RunFeed.fromNow(connection.bootstrapServers(), connection.topics())) {
      for (Change change : plan.changes()) {
        JobDeployed next = change.next();
        if (next != null && change.kind() != Kind.SAME) {
          jobs.deploy(change.job(), next, clock.instant());
          waitsFor.add(change.job());
        }
      }
      Instant until = clock.instant().plus(PATIENCE);
      while (!waitsFor.isEmpty() && clock.instant().isBefore(until)) {
        for (Event event : feed.poll(Duration.ofMillis(200))) {
          good &= !isRefusal(event, waitsFor);
        }
      }
    }
    for (String job : waitsFor) {
      System.out.println(
          job
              + " is on "
              + connection.topics().jobs()
              + "; the scheduler has not answered yet, and takes it when it is up");
    }
    return prune(jobs, plan, good);
  }

  private static boolean isRefusal(Event event, Set<String> waitsFor) {
    if (event instanceof DeployAccepted e && waitsFor.remove(e.job())) {
      System.out.println(told(e));
    }
    if (event instanceof DeployRejected e && waitsFor.remove(e.job())) {
      System.err.println("the scheduler refuses " + e.job() + "; what was deployed stays:");
      e.faults().forEach(f -> System.err.println("  - " + f));
      return true;
    }
    return false;
  }

  /** A job that was given another name goes only when it has come under the new one. */
  private static int prune(DeployedJobs jobs, DeployPlan plan, boolean good) throws IOException {
    for (Change change : plan.all(Kind.PRUNED)) {
      if (good) {
        jobs.undeploy(change.job());
        System.out.println("undeployed " + change.job() + "; runs that it has go on");
      } else {
        System.err.println(change.job() + " is not pruned, since not all was deployed");
      }
    }
    return good ? 0 : ExitCodes.REJECTED;
  }

  private static String told(DeployAccepted e) {
    String schedule = e.schedule() == null ? "" : "; " + e.schedule();
    String next =
        e.paused() ? "; paused" : e.nextTick() == null ? "" : "; next tick " + e.nextTick();
    return "deployed " + e.job() + " (revision " + e.revision() + ")" + schedule + next;
  }
}
