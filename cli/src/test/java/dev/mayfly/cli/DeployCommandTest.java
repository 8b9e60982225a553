package dev.mayfly.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.event.JobDeployed;
import dev.mayfly.contracts.event.ScheduleEvent.DeployAccepted;
import dev.mayfly.contracts.event.ScheduleEvent.DeployRejected;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.engine.Input;
import dev.mayfly.engine.kafka.TopicReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class DeployCommandTest {
  private static final String STEPS = "steps: [{name: one, application: 's3a://jobs/one.py'}]\n";

  @TempDir Path folder;

  private final Installation installation = new Installation();
  private TopicReader scheduler;

  @BeforeEach
  void answerEveryDeployment() {
    scheduler = installation.hearing(installation.topics.jobs(), this::answer);
  }

  @AfterEach
  void release() {
    scheduler.close();
    installation.close();
  }

  @Test
  void allSpecsOfAFolderAreDeployedOverWhatTheyShare() throws IOException {
    file("mayfly.yaml", "owner: ann\ncluster: {workers: 3, memory: 2g}\nretry: {attempts: 2}\n");
    file("bees.yaml", "name: bees\ncluster: {workers: 1}\n" + STEPS);
    file("birds.json", Json.text(SpecText.read("name: birds\nowner: bob\n" + STEPS)));
    file("notes.txt", "no spec");

    assertThat(deploy()).isZero();

    assertThat(installation.out())
        .contains("+ bees  new\n+ birds  new\n", "deployed bees (revision", "deployed birds (rev");
    JsonNode bees = installation.jobs.all().get("bees").spec();
    assertThat(bees.path("owner").asString()).isEqualTo("ann");
    assertThat(bees.path("cluster")).isEqualTo(Json.parse("{\"workers\": 1, \"memory\": \"2g\"}"));
    assertThat(installation.jobs.all().get("birds").spec().path("owner").asString())
        .isEqualTo("bob");
  }

  @Test
  void whatTheServicesAreConfiguredWithIsNoPartOfAJob() throws IOException {
    file(
        "mayfly.yaml",
        "mayfly.notifier.slack.data: hidden\nspring: {main: {a: hidden}}\nretyr: hidden\n");
    String spec = file("birds.yaml", "name: birds\n" + STEPS);

    assertThat(installation.mayfly("deploy", spec)).isZero();

    assertThat(installation.jobs.all().get("birds").spec().toString()).doesNotContain("hidden");
    assertThat(installation.err())
        .isEqualToIgnoringNewLines(
            "warning: mayfly.yaml: retyr is not a field that jobs share and was ignored");
  }

  @Test
  void everyFieldOfAJobButItsNameCanBeShared() throws IOException {
    JsonNode schema =
        Json.parse(Files.readString(Path.of("../docs/contracts/schemas/job-spec.json")));
    Set<String> fields = new TreeSet<>(schema.path("properties").propertyNames());
    fields.remove("name");

    assertThat(SharedDefaults.FIELDS).containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void whatChangesIsShownBeforeItIsDone() throws IOException {
    file("bees.yaml", "name: bees\n" + STEPS);
    file("birds.yaml", "name: birds\ncluster: {workers: 1}\n" + STEPS);
    assertThat(deploy()).isZero();
    file("birds.yaml", "name: birds\ncluster: {workers: 2}\n" + STEPS.replace("one.py", "two.py"));
    file("crows.yaml", "name: crows\n" + STEPS);
    var before = installation.jobs.all();

    assertThat(deploy("--dry-run")).isZero();

    assertThat(installation.out())
        .isEqualTo(
            """
            = bees  same
            ~ birds  changed
                  cluster.workers: 1 → 2
                  steps[0].application: s3a://jobs/one.py → s3a://jobs/two.py
            + crows  new
            nothing was changed: this was a dry run
            """);
    assertThat(installation.jobs.all()).isEqualTo(before);
    assertThat(deploy()).isZero();
    assertThat(installation.out())
        .contains("deployed birds", "deployed crows")
        .doesNotContain("deployed bees");
    assertThat(deploy()).isZero();
    assertThat(installation.out()).contains("nothing changes");
  }

  @Test
  void oneBadSpecKeepsAllFromBeingDeployed() throws IOException {
    file("bees.yaml", "name: bees\n" + STEPS);
    file("birds.yaml", "name: bees\n" + STEPS);
    file("crows.yaml", "name: crows\n");

    assertThat(deploy()).isEqualTo(ExitCodes.REJECTED);

    assertThat(installation.err())
        .contains("name: 'bees' is not a name of its own", "bees.yaml has it too", "crows.yaml is");
    assertThat(installation.jobs.all()).isEmpty();
    file("mayfly.yaml", "[");
    assertThat(deploy()).isEqualTo(ExitCodes.REJECTED);
    assertThat(installation.err()).contains("mayfly.yaml' is not YAML or JSON");
  }

  @Test
  void pruningTakesBackOnlyWhatTheProjectHasNoMore() throws IOException {
    var others = new JobDeployed(SpecText.read("name: owls\n" + STEPS), null, null, "ann", "owls");
    installation.jobs.deploy("owls", others, Installation.NOON);
    var alone = new JobDeployed(SpecText.read("name: larks\n" + STEPS), null, null, "ann");
    installation.jobs.deploy("larks", alone, Installation.NOON);
    file("mayfly.yaml", "project: birds\n");
    file("bees.yaml", "name: bees\n" + STEPS);
    Path crows = Path.of(file("crows.yaml", "name: crows\n" + STEPS));
    assertThat(deploy()).isZero();
    assertThat(installation.mayfly("pause", "crows")).isZero();
    Files.delete(crows);

    assertThat(deploy()).isZero();
    assertThat(installation.jobs.all()).containsKey("crows");
    assertThat(deploy("--prune")).isEqualTo(ExitCodes.USAGE);
    assertThat(installation.err()).contains("say --yes");
    assertThat(installation.jobs.all()).containsKey("crows");
    assertThat(deploy("--prune", "--yes")).isZero();

    assertThat(installation.out()).contains("- crows  pruned", "undeployed crows");
    assertThat(installation.jobs.all()).containsOnlyKeys("bees", "larks", "owls");
  }

  @Test
  void withoutAProjectNothingCanBePruned() throws IOException {
    String spec = file("bees.yaml", "name: bees\n" + STEPS);

    assertThat(deploy("--prune", "--yes")).isEqualTo(ExitCodes.USAGE);
    assertThat(installation.err()).contains("project: birds");
    file("mayfly.yaml", "project: birds\n");
    assertThat(installation.mayfly("deploy", spec, "--prune", "--yes")).isEqualTo(ExitCodes.USAGE);
    assertThat(installation.jobs.all()).isEmpty();
  }

  @Test
  void whatIsNotDeployedUnderItsNewNameKeepsTheOldOne() throws IOException {
    file("mayfly.yaml", "project: birds\n");
    Path old = Path.of(file("bees.yaml", "name: bees\n" + STEPS));
    assertThat(deploy()).isZero();
    Files.delete(old);
    file("refused.yaml", "name: refused\n" + STEPS);

    assertThat(deploy("--prune", "--yes")).isEqualTo(ExitCodes.REJECTED);

    assertThat(installation.err()).contains("the scheduler refuses refused", "bees is not pruned");
    assertThat(installation.jobs.all()).containsKey("bees");
  }

  @Test
  void onlyAYesIsOne() throws IOException {
    for (String answer : List.of("y\n", "Yes\n", " y \n")) {
      assertThat(asked(answer)).as(answer).isTrue();
    }
    for (String answer : List.of("", "\n", "n\n", "yesterday\n")) {
      assertThat(asked(answer)).as(answer).isFalse();
    }
    assertThat(installation.out()).startsWith("Really? [y/N] ");
  }

  private static boolean asked(String answer) throws IOException {
    PrintStream out = System.out;
    return new Confirmation(true, new StringReader(answer), out).isGiven("Really?");
  }

  private int deploy(String... more) {
    var args = new java.util.ArrayList<>(List.of("deploy", folder.toString()));
    args.addAll(List.of(more));
    return installation.mayfly(args.toArray(String[]::new));
  }

  private void answer(Input.Received record) {
    String job = String.valueOf(record.key());
    if (record.value() == null) {
      return;
    }
    var event =
        job.equals("refused")
            ? new DeployRejected(
                job, List.of(new Fault("trigger.job", "a", "b")), "ann", Installation.NOON)
            : new DeployAccepted(
                job, "7f3a9c2e51d0", null, null, false, List.of(), "ann", Installation.NOON);
    installation.say(installation.topics.runs(), job, event);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
