package dev.mayfly.scheduler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.contracts.MemorySize;
import dev.mayfly.contracts.event.ProfileAnnounced;
import dev.mayfly.contracts.event.ProfileAnnounced.ExistingCluster;
import dev.mayfly.contracts.event.ProfileAnnounced.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What may lie in the inbox and is refused, a kind a line: its name, what it becomes, a part of the
 * reason that no other kind has, and the record. JSON is written with single quotes here.
 */
final class BadInput {
  /** Asked for before all others, so that its runId is taken. */
  static final String FIRST = good("first");

  private static final String GOOD_STEP =
      "'name': 'one', 'application': 's3a://jobs/a.jar', 'mainClass': 'A'";

  private static final int MEBIBYTE = 1 << 20;

  private BadInput() {}

  enum Becomes {
    DEAD_LETTER,
    REJECTED
  }

  /**
   * @param age how long before it is read the broker took it
   */
  record Kind(
      String name,
      Becomes becomes,
      String reason,
      Map<String, String> headers,
      byte @Nullable [] value,
      Duration age) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What everything here is held against. */
  static ProfileAnnounced profile(Instant now) {
    return new ProfileAnnounced(
        "local",
        "local",
        "4.2.0",
        List.of(),
        "make a venv",
        List.of("s3a://jobs/", "file:/opt/jobs/", "https://repo.example.com/maven"),
        Map.of("birds-api", List.of("analytics"), "payroll", List.of("finance")),
        new Limits(4, 2, MemorySize.parse("4g")),
        null,
        null,
        Map.of("team", new ExistingCluster(2, 2, MemorySize.parse("2g"), 2, Duration.ofMinutes(1))),
        now);
  }

  static String good(String runId) {
    return json("{'runId': '" + runId + "', 'spec': {'name': 'birds', 'steps': [{" + GOOD_STEP)
        + "}]}}";
  }

  static List<Kind> all() {
    var kinds = new ArrayList<Kind>();
    kinds.addAll(noJson());
    kinds.addAll(noRequest());
    kinds.addAll(badSpec());
    kinds.addAll(badCluster());
    kinds.addAll(badStep());
    kinds.addAll(badAddress());
    kinds.addAll(badConf());
    return kinds;
  }

  private static List<Kind> noJson() {
    return List.of(
        letter("a tombstone", "the record has no value", Map.of(), null),
        letter("an empty value", "value is empty", Map.of(), new byte[0]),
        letter("a word", "Unrecognized token 'hello'", "hello"),
        letter("YAML", "Unrecognized token 'name'", "name: birds\nsteps: []\n"),
        letter("JSON that was cut off", "Unexpected end-of-input", "{'spec': {'name': 'bi"),
        letter("two documents in one record", "Trailing token", "{} {}"),
        letter(
            "Latin-1",
            "is not UTF-8",
            Map.of(),
            json("{'runId': 'Zo\u00eb'}").getBytes(ISO_8859_1)),
        letter("a byte order mark", "0xfeff", "\ufeff{}"),
        letter("a protocol buffer", "CTRL-CHAR, code 8", Map.of(), new byte[] {8, 1}),
        letter("a key that stands twice", "Duplicate", "{'runId': 'a', 'runId': 'b'}"),
        letter("deep nesting", "nesting depth", "{'spec': ".repeat(10_000)),
        letter("NaN", "Non-standard token 'NaN'", "{'spec': {'timeout': NaN}}"),
        letter("Infinity", "Non-standard token 'Infinity'", "{'spec': {'timeout': Infinity}}"),
        letter("a number of 2000 digits", "Number value length", "{'a': " + "9".repeat(2000) + "}"),
        letter(
            "a field with a name of 60000 characters",
            "Name length",
            "{'" + "x".repeat(60_000) + "': 1}"),
        letter("a line break in a text", "Illegal unquoted character", "{'runId': 'a\nb'}"),
        letter("single quotes", "(code 39)", Map.of(), "{'a': 1}".getBytes(UTF_8)),
        letter("a comment", "(code 47)", "{/* birds */}"),
        letter("a comma too many", "(code 125)", "{'runId': 'a',}"),
        letter("a number that begins with 0", "Leading zeroes", "{'a': 007}"),
        letter("an exponent beyond all numbers", "an exponent beyond", "{'a': 1e-9999999903}"),
        letter("an escape that JSON has not", "Unrecognized character escape", "{'a': '\\x'}"),
        letter("half a character", "half a surrogate pair", "{'runId': '\\ud83d'}"),
        letter("a list", "no object", "[1]"));
  }

  private static List<Kind> noRequest() {
    var cloudEvent = Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/x");
    var newer = Map.of("ce_specversion", "2.0", "ce_id", "1", "ce_source", "/x", "ce_type", "x");
    var foreign = new java.util.TreeMap<>(cloudEvent);
    foreign.put("ce_type", "com.example.Order");
    return List.of(
        letter("an unknown type", "'Lunch' is not a request", "{'type': 'Lunch'}"),
        letter("an event of Mayfly", "'JobAccepted' is not", "{'type': 'JobAccepted'}"),
        letter(
            "a newer version of a request",
            "'dev.mayfly.JobRequested.v2' is not",
            "{'type': 'dev.mayfly.JobRequested.v2'}"),
        letter("a type that reads backwards", "'\\u202eboJ'", "{'type': '\\u202eboJ'}"),
        letter(
            "a CloudEvent of somebody else",
            "'com.example.Order' is not",
            foreign,
            "{}".getBytes(UTF_8)),
        letter(
            "half a binary CloudEvent",
            "headers are incomplete",
            cloudEvent,
            new byte[] {'{', '}'}),
        letter("a binary CloudEvent 2.0", "ce_specversion is '2.0'", newer, new byte[] {'{', '}'}),
        letter(
            "half a structured CloudEvent",
            "structured CloudEvent is incomplete",
            "{'specversion': '1.0', 'id': '1', 'source': '/x', 'data': {}}"),
        letter(
            "a structured CloudEvent 2.0",
            "of another version",
            "{'specversion': '2.0', 'id': '1'}"),
        letter("a cancel of nothing", "runId: missing; expected a value", cancel("")),
        letter("a cancel of a blank", "expected the id of a run", cancel(", 'runId': ' '")),
        letter("a repair of nothing", "repairs: missing; expected a value", repair("")),
        letter(
            "a repair of a blank", "expected the run that has failed", repair(", 'repairs': ' '")),
        rejected(
            "a repair of a run that nobody knows",
            "'nobody' is not a run that was accepted and ended",
            repair(", 'repairs': 'nobody'")),
        rejected(
            "a repair of a run that is live",
            "'first' is not over",
            repair(", 'repairs': 'first'")),
        letter("a resize", "ClusterResizeRequested is not supported yet", resize("2")),
        letter("a resize to nothing", "workers: '0' is not", resize("0")),
        letter("a resize to a word", "workers: not a whole number", resize("'two'")),
        letter("a resize beyond all numbers", "out of range", resize("99999999999")),
        letter("a runId that is an object", "runId: not a text", "{'runId': {'a': 1}}"),
        letter("a parameter that is an object", "params.a: not a text", "{'params': {'a': {}}}"),
        letter("a parameter that is null", "params.a: missing", "{'params': {'a': null}}"),
        letter("parameters that are a list", "params: not an object", "{'params': [1]}"),
        letter(
            "the runId of another request",
            "already asked for with another payload",
            good("first").replace("birds", "bees")),
        letter(
            "a request of more than 1 MiB",
            "the request has 1100",
            "{'requestedBy': '" + "x".repeat(1_100_000) + "'}"),
        letter(
            "a field of 10 MiB, compressed",
            "the request has 104857",
            "{'requestedBy': '" + "x".repeat(10 * MEBIBYTE - 50) + "'}"));
  }

  private static List<Kind> badSpec() {
    String steps = "'steps': [{" + GOOD_STEP + "}]";
    String many = IntStream.range(0, 101).mapToObj(i -> "{}").collect(Collectors.joining(","));
    return List.of(
        new Kind(
            "a request from before the dedupe window",
            Becomes.REJECTED,
            "asked for within the last 15 days",
            Map.of(),
            json(good("stale")).getBytes(UTF_8),
            Duration.ofDays(16)),
        rejected("a request for nothing", "spec: missing", "{'runId': 'nothing'}"),
        rejected(
            "a job that is not deployed",
            "job: 'birds' is not the name of a deployed job",
            "{'job': 'birds'}"),
        rejected(
            "a job and a spec",
            "job: 'birds' is not needed beside spec",
            "{'job': 'birds', 'spec': {}}"),
        rejected(
            "a back-fill of a job that is not deployed",
            "job: 'bees' is not the name of a deployed job",
            "{'type': 'BackfillRequested', 'job': 'bees', 'from': '2026-01-01T00:00:00Z', 'to':"
                + " '2026-02-01T00:00:00Z'}"),
        rejected(
            "a YAML bomb in place of a spec",
            "spec: '\"a: &a [x, x]",
            "{'spec': 'a: &a [x, x]\\nb: [*a, *a]'}"),
        rejected(
            "a spec of more than 256 KiB",
            "spec: 'more than 256 KiB'",
            "{'spec': {'name': '" + "x".repeat(300_000) + "'}}"),
        rejected("no name", "name: missing", "{'spec': {" + steps + "}}"),
        rejected("a name that is a path", "name: '../../etc/passwd'", named("../../etc/passwd")),
        rejected(
            "a name that reads backwards", "name: 'birds\\u202egpj'", named("birds\\u202egpj")),
        rejected("a name with a Cyrillic letter", "name: 'b\u0456rds'", named("b\u0456rds")),
        rejected("a name with a line break", "name: 'birds\\u000a2'", named("birds\\n2")),
        rejected("a name of 65 characters", "name: '" + "x".repeat(65), named("x".repeat(65))),
        rejected(
            "an owner that only looks right",
            "owner: 'an\u0430lytics'",
            spec("'owner': 'an\u0430lytics'")),
        rejected("parameters that grow", "the filled text", growing()),
        rejected(
            "a template without a value",
            "{{ params.nobody }}",
            step("'args': ['{{ params.nobody }}']")),
        rejected(
            "a tick outside a schedule", "{{ tick.date }}", step("'args': ['{{ tick.date }}']")),
        rejected(
            "an unknown environment",
            "environment: 'prod'",
            "{'environment': 'prod', 'spec': {'name': 'birds', " + steps + "}}"),
        rejected(
            "an environment that is no object",
            "environments.dev: '1'",
            spec("'environments': {'dev': 1}")),
        rejected("a schedule without times", "schedule: missing", spec("'schedule': {}")),
        rejected(
            "a schedule of an hour that no day has",
            "its hour has '25'",
            spec("'schedule': {'cron': '0 25 * * *'}")),
        rejected(
            "a schedule of a day that never comes",
            "'0 0 30 2 *' is not a cron expression that is ever due",
            spec("'schedule': {'cron': '0 0 30 2 *'}")),
        rejected(
            "a schedule in words", "schedule.cron: 'often'", spec("'schedule': {'cron': 'often'}")),
        rejected(
            "a schedule in a zone that is none",
            "schedule.timeZone: 'Europe/Belrin'",
            spec("'schedule': {'cron': '@daily', 'timeZone': 'Europe/Belrin'}")),
        rejected("a budget that is a number", "budget: '5'", spec("'budget': 5")),
        rejected(
            "a budget that nobody can count",
            "budget.amount",
            spec("'budget': {'amount': 5, 'currency': 'USD'}")),
        rejected("a trigger without a job", "trigger.job: missing", spec("'trigger': {}")),
        rejected(
            "a job that triggers itself",
            "trigger.job: 'birds'",
            spec("'trigger': {'job': 'birds'}")),
        rejected("a wait for no object", "waitFor: 'soon' is not", spec("'waitFor': 'soon'")),
        rejected(
            "a wait for somebody else's object",
            "waitFor[0].object",
            spec("'waitFor': 's3a://elsewhere/_SUCCESS'")),
        rejected("a time-out that is a word", "timeout: 'soon'", spec("'timeout': 'soon'")),
        rejected("a time-out of 8 days", "timeout: '8d'", spec("'timeout': '8d'")),
        rejected("a negative time-out", "timeout: 'PT-5S'", spec("'timeout': 'PT-5S'")),
        rejected("no attempt at all", "retry.attempts: '0'", spec("'retry': {'attempts': 0}")),
        rejected(
            "a retry on bad weather", "retry.on[0]: 'RAIN'", spec("'retry': {'on': ['RAIN']}")),
        rejected(
            "a factor beyond all numbers",
            "factor: '1E+999999999'",
            spec("'retry': {'backoff': {'factor': 1e999999999}}")),
        rejected(
            "a message to the metadata service",
            "'webhook:http://169.254.169.254/latest'",
            told("webhook:http://169.254.169.254/latest")),
        rejected(
            "a message to this machine",
            "'webhook:http://127.0.0.1:9092'",
            told("webhook:http://127.0.0.1:9092")),
        rejected(
            "a message to a link-local address",
            "'webhook:http://[fe80::1]/'",
            told("webhook:http://[fe80::1]/")),
        rejected(
            "a message to nobody",
            "notify[0].channels: missing",
            spec("'notify': [{'on': ['LOST']}]")),
        rejected("no steps", "steps: missing", "{'spec': {'name': 'birds'}}"),
        rejected(
            "101 steps",
            "steps: '101 steps'",
            "{'spec': {'name': 'birds', 'steps': [" + many + "]}}"));
  }

  private static List<Kind> badCluster() {
    return List.of(
        rejected("a cluster that is a number", "cluster: '5'", spec("'cluster': 5")),
        rejected("an unknown provider", "cluster.profile: 'moon'", cluster("'profile': 'moon'")),
        rejected(
            "a profile that is a path",
            "cluster.profile: '../local'",
            cluster("'profile': '../local'")),
        rejected("negative workers", "cluster.workers: '-1'", cluster("'workers': -1")),
        rejected("half a worker", "cluster.workers: '1.5'", cluster("'workers': 1.5")),
        rejected(
            "workers beyond all numbers",
            "cluster.workers: '99999999999999999999'",
            cluster("'workers': 99999999999999999999")),
        rejected(
            "more workers than the profile allows",
            "cluster.workers: '5' is not within the profile",
            cluster("'workers': 5")),
        rejected("no cores", "cluster.cores: '0'", cluster("'cores': 0")),
        rejected(
            "more cores than the profile allows",
            "cluster.cores: '3' is not within the profile",
            cluster("'cores': 3")),
        rejected("memory in words", "cluster.memory: 'lots'", cluster("'memory': 'lots'")),
        rejected("too little memory for a JVM", "cluster.memory: '1m'", cluster("'memory': '1m'")),
        rejected(
            "more memory than the profile allows",
            "cluster.memory: '5g' is not within the profile",
            cluster("'memory': '5g'")),
        rejected(
            "a standing cluster without its name",
            "cluster.id: missing",
            cluster("'lifecycle': 'existing'")),
        rejected(
            "a standing cluster that the profile does not have",
            "cluster.id: 'moon' is not a standing cluster of profile local, which has team",
            cluster("'lifecycle': 'existing', 'id': 'moon'")),
        rejected(
            "a standing cluster of another size",
            "cluster.workers: '3' is not possible with lifecycle: existing",
            cluster("'lifecycle': 'existing', 'id': 'team', 'workers': 3")),
        rejected(
            "more than a lease of a standing cluster has",
            "executor.memory: '1500m' is not within 1g: a lease may have",
            spec(
                "'cluster': {'lifecycle': 'existing', 'id': 'team'}, 'executor': {'memory': '1500m'}")),
        rejected(
            "the name of a standing cluster for one that is made",
            "cluster.id: 'team' is not possible without lifecycle: existing",
            cluster("'id': 'team'")),
        rejected(
            "more runs than share a cluster's cores",
            "cluster.leases: '2' is not within the cluster's cores (1)",
            cluster("'lifecycle': 'shared'")),
        rejected(
            "an idle time of a cluster that is one run's",
            "cluster.idle: '5m' is not possible without lifecycle: shared",
            cluster("'idle': '5m'")),
        rejected(
            "an unknown lifecycle",
            "cluster.lifecycle: 'eternal'",
            cluster("'lifecycle': 'eternal'")),
        rejected(
            "a Spark version that is not offered",
            "spark.version: '>=9'",
            spec("'spark': {'version': '>=9'}")),
        rejected(
            "a Spark version in words",
            "spark.version: 'new'",
            spec("'spark': {'version': 'new'}")),
        rejected("too large a driver", "driver.memory: '8t'", spec("'driver': {'memory': '8t'}")),
        rejected(
            "an executor that fits no worker",
            "executor.memory: '2g'",
            spec("'executor': {'memory': '2g'}")));
  }

  private static List<Kind> badStep() {
    return List.of(
        rejected(
            "a step that waits for itself",
            "steps[0].after: 'one > one'",
            step("'after': ['one']")),
        rejected("steps that wait for each other", "'one > two > one'", circle()),
        rejected(
            "a step after an unknown one",
            "steps[0].after[0]: 'nobody'",
            step("'after': ['nobody']")),
        rejected(
            "a report of a step that may not have run",
            "'{{ steps.two.reported.rows }}'",
            step("'args': ['{{ steps.two.reported.rows }}']")),
        rejected(
            "a report where none is known",
            "params.a: '{{ steps.one.reported.rows }}'",
            spec("'params': {'a': '{{ steps.one.reported.rows }}'}")),
        rejected(
            "half a reference to a report",
            "'{{ steps.one.rows }}'",
            step("'args': ['{{ steps.one.rows }}']")),
        rejected(
            "two steps of one name",
            "steps[1].name: 'one'",
            steps("{" + GOOD_STEP + "}, {" + GOOD_STEP + "}")),
        rejected(
            "a step whose name is a path",
            "steps[0].name: 'a/../../b'",
            steps("{" + GOOD_STEP.replace("'one'", "'a/../../b'") + "}")),
        rejected("no application", "steps[0].application: missing", steps("{'name': 'one'}")),
        rejected(
            "an application in R",
            "steps[0].application: 's3a://jobs/a.R'",
            application("s3a://jobs/a.R")),
        rejected(
            "Python where none is",
            "profile local offers no Python",
            application("s3a://jobs/a.py")),
        rejected(
            "a jar without its class",
            "steps[0].mainClass: missing",
            steps("{'name': 'one', 'application': 's3a://jobs/a.jar'}")),
        rejected(
            "a class that is an option",
            "steps[0].mainClass: '--conf'",
            steps("{" + GOOD_STEP.replace("'A'", "'--conf'") + "}")),
        rejected("arguments that are a text", "steps[0].args: 'x'", step("'args': 'x'")),
        rejected(
            "an argument with a NUL",
            "steps[0].args[0]: 'a\\u0000b'",
            step("'args': ['a\\u0000b']")),
        rejected(
            "a secret among the arguments",
            "steps[0].args[0]: '${secret:birds-api}'",
            step("'args': ['${secret:birds-api}']")),
        rejected(
            "a package that is a path",
            "steps[0].packages[0]: 'a:../../b:1'",
            step("'packages': ['a:../../b:1']")),
        rejected(
            "an expectation of the unknown",
            "steps[0].expect: 'rows'",
            step("'expect': {'rows': '>0'}")),
        rejected(
            "an expectation made to be slow",
            "steps[0].expect.rowsRead: '   ",
            step("'expect': {'rowsRead': '" + " ".repeat(200_000) + "x'}")));
  }

  private static List<Kind> badAddress() {
    return List.of(
        rejected(
            "a local path",
            "steps[0].application: '/opt/jobs/a.jar'",
            application("/opt/jobs/a.jar")),
        rejected(
            "a scheme that is not loaded",
            "application: 'gs://jobs/a.jar'",
            application("gs://jobs/a.jar")),
        rejected(
            "an address without encryption",
            "application: 'http://jobs/a.jar'",
            application("http://jobs/a.jar")),
        rejected(
            "a bucket that is not allowed",
            "application: 's3a://other/a.jar'",
            application("s3a://other/a.jar")),
        rejected(
            "a bucket that begins alike",
            "application: 's3a://jobs-of-eve/a.jar'",
            application("s3a://jobs-of-eve/a.jar")),
        rejected(
            "a bucket with a user",
            "application: 's3a://jobs@other/a.jar'",
            application("s3a://jobs@other/a.jar")),
        rejected(
            "a bucket with a Cyrillic letter",
            "application: 's3a://j\u043ebs/a.jar'",
            application("s3a://j\u043ebs/a.jar")),
        rejected(
            "a way out by ..",
            "'s3a://jobs/../other/a.jar'",
            application("s3a://jobs/../other/a.jar")),
        rejected(
            "a way out by %2e%2e",
            "'file:/opt/jobs/%2e%2e/a.jar'", application("file:/opt/jobs/%2e%2e/a.jar")),
        rejected(
            "a way out that is encoded twice",
            "'file:/opt/jobs/%252e%252e/a.jar'",
            application("file:/opt/jobs/%252e%252e/a.jar")),
        rejected(
            "a way out by a backslash",
            "'file:/opt/jobs/..\\x/a.jar'",
            application("file:/opt/jobs/..\\\\x/a.jar")),
        rejected(
            "a file elsewhere", "application: 'file:/etc/a.jar'", application("file:/etc/a.jar")),
        rejected(
            "a file behind two slashes", "'file:////etc/a.jar'", application("file:////etc/a.jar")),
        rejected(
            "a file of another host",
            "'file://host/opt/jobs/a.jar'",
            application("file://host/opt/jobs/a.jar")),
        rejected(
            "an address that reads backwards",
            "'s3a://jobs/\\u202eraj.jar'",
            application("s3a://jobs/\\u202eraj.jar")),
        rejected(
            "an application of the metadata service",
            "'https://169.254.169.254/a.jar'",
            application("https://169.254.169.254/a.jar")),
        rejected(
            "a further jar that is not allowed",
            "steps[0].jars[1]: 's3a://other/b.jar'",
            step("'jars': ['s3a://jobs/b.jar', 's3a://other/b.jar']")),
        rejected(
            "an archive that unpacks elsewhere",
            "steps[0].archives[0]: 's3a://jobs/a.zip#../x'",
            step("'archives': ['s3a://jobs/a.zip#../x']")),
        rejected(
            "a file under a name that is a path",
            "steps[0].files[0]: 's3a://jobs/a#b/c'",
            step("'files': ['s3a://jobs/a#b/c']")),
        rejected(
            "a repository that is not allowed",
            "steps[0].repositories[0]: 'https://evil.example.com/m2'",
            step("'repositories': ['https://evil.example.com/m2']")),
        rejected(
            "a repository without encryption or name",
            "repositories[0]: 'ftp://x'",
            step("'repositories': ['ftp://x']")));
  }

  private static List<Kind> badConf() {
    return List.of(
        rejected(
            "a property that is not Spark's", "steps[0].conf: 'x.y'", step("'conf': {'x.y': 1}")),
        rejected(
            "a property with a line break",
            "steps[0].conf: 'spark.a\\u000ab'",
            step("'conf': {'spark.a\\nb': 1}")),
        rejected(
            "a property that Mayfly sets",
            "steps[0].conf: 'spark.master'",
            step("'conf': {'spark.master': 'x'}")),
        rejected(
            "the event log switched off",
            "steps[0].conf: 'spark.eventLog.enabled'",
            step("'conf': {'spark.eventLog.enabled': false}")),
        rejected(
            "a property of Mayfly",
            "steps[0].conf: 'spark.mayfly.x'",
            step("'conf': {'spark.mayfly.x': 1}")),
        rejected(
            "jars past the allowed prefixes",
            "steps[0].conf: 'spark.jars'",
            step("'conf': {'spark.jars': '/etc/a.jar'}")),
        rejected(
            "repositories past the allowed prefixes",
            "steps[0].conf: 'spark.jars.ivySettings'",
            step("'conf': {'spark.jars.ivySettings': '/tmp/i.xml'}")),
        rejected(
            "an executor in conf that fits no worker",
            "conf.spark.executor.cores: '2'",
            step("'conf': {'spark.executor.cores': 2}")),
        rejected(
            "a variable that no shell has", "steps[0].env: 'A-B'", step("'env': {'A-B': 'x'}")),
        rejected(
            "a variable of Mayfly",
            "steps[0].env: 'MAYFLY_REPORT'",
            step("'env': {'MAYFLY_REPORT': 'x'}")),
        rejected(
            "a variable with a NUL",
            "steps[0].env.A: 'x\\u0000y'",
            step("'env': {'A': 'x\\u0000y'}")),
        rejected(
            "half a reference to a secret",
            "steps[0].env.A: '${secret'",
            step("'env': {'A': '${secret:open'}")),
        rejected(
            "a secret that nobody announced",
            "env.KEY: '${secret:nobody}' is not a secret that profile local has",
            step("'env': {'KEY': '${secret:nobody}'}")),
        rejected(
            "the secret of another owner",
            "'${secret:payroll}' is not for owner analytics",
            step("'env': {'KEY': '${secret:payroll}'}", "'owner': 'analytics', ")),
        rejected(
            "a secret without an owner",
            "conf.spark.key: '${secret:birds-api}' is not for a job without an owner",
            step("'conf': {'spark.key': '${secret:birds-api}'}")));
  }

  private static String growing() {
    String value = "x".repeat(100_000);
    return spec("'params': {'a': '" + value + "'}, 'owner': 'x'")
        .replace(
            "'mainClass': 'A'", "'mainClass': 'A', 'args': ['" + "{{ params.a }}".repeat(4) + "']");
  }

  private static String circle() {
    String two = GOOD_STEP.replace("'one'", "'two'");
    return steps("{" + GOOD_STEP + ", 'after': ['two']}, {" + two + ", 'after': ['one']}");
  }

  private static String cancel(String more) {
    return "{'type': 'RunCancelRequested'" + more + "}";
  }

  private static String repair(String more) {
    return "{'type': 'RunRepairRequested'" + more + "}";
  }

  private static String resize(String workers) {
    return "{'type': 'ClusterResizeRequested', 'clusterId': 'c', 'workers': " + workers + "}";
  }

  private static String named(String name) {
    return "{'spec': {'name': '" + name + "', 'steps': [{" + GOOD_STEP + "}]}}";
  }

  private static String spec(String fields) {
    return "{'spec': {'name': 'birds', 'steps': [{" + GOOD_STEP + "}], " + fields + "}}";
  }

  private static String cluster(String fields) {
    return spec("'cluster': {" + fields + "}");
  }

  private static String told(String channel) {
    return spec("'notify': [{'channels': ['" + channel + "']}]");
  }

  private static String steps(String steps) {
    return "{'spec': {'name': 'birds', 'steps': [" + steps + "]}}";
  }

  private static String application(String address) {
    return steps("{" + GOOD_STEP.replace("s3a://jobs/a.jar", address) + "}");
  }

  private static String step(String fields) {
    return step(fields, "");
  }

  private static String step(String fields, String ofJob) {
    return "{'spec': {"
        + ofJob
        + "'name': 'birds', 'steps': [{"
        + GOOD_STEP
        + ", "
        + fields
        + "}]}}";
  }

  private static Kind letter(String name, String reason, String value) {
    return letter(name, reason, Map.of(), json(value).getBytes(UTF_8));
  }

  private static Kind letter(
      String name, String reason, Map<String, String> headers, byte @Nullable [] value) {
    return new Kind(name, Becomes.DEAD_LETTER, reason, headers, value, Duration.ZERO);
  }

  private static Kind rejected(String name, String reason, String value) {
    byte[] bytes = json(value).getBytes(UTF_8);
    return new Kind(name, Becomes.REJECTED, reason, Map.of(), bytes, Duration.ZERO);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
