package dev.mayfly.simulator;

import java.util.List;
import java.util.Random;

/** What users ask to be run: good jobs of many kinds, and bad ones. */
final class Specs {
  private static final List<String> CLASSES =
      List.of("APPLICATION", "OUT_OF_MEMORY", "INFRASTRUCTURE", "QUOTA", "CONFIGURATION");
  private static final List<String> ENDS =
      List.of("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELLED", "LOST", "REJECTED");

  /** Steps with those they come after. */
  private static final List<String> SHAPES =
      List.of(
          "s1 s2:s1 s3:s1 s4:s2,s3",
          "s4:s2,s3 s3:s1 s2:s1 s1",
          "s1 s2 s3",
          "s1 s2:s1 s3 s4:s3,s1",
          "s3:s2 s1 s2 s4:s1 s5:s4,s3");

  private static final String TIMEOUT = "\"timeout\": \"30m\"";

  /** Other numbers than anyone else's, so that what else is drawn stays as it is. */
  private static final long SHARING = 0x5AED;

  private static final long STANDING = 0x57A9D;

  private final Chance chance;
  private final Random shapes;
  private final Queueing queueing;
  private final Keepers keepers;

  /** Of the users of few seeds: what nobody shares must stay as well tried as before. */
  private final boolean someShare;

  private final boolean someStand;

  Specs(Chance chance, Queueing queueing, Keepers keepers) {
    this.chance = chance;
    this.shapes = chance.apart("shapes of jobs");
    this.queueing = queueing;
    this.keepers = keepers;
    this.someShare = chance.fraction(SHARING) < 0.3;
    this.someStand = chance.fraction(STANDING) < 0.2;
  }

  String any(String name) {
    return chance.of(Fault.REQUEST_IS_BAD) ? bad(name) : good(name);
  }

  String good(String name) {
    boolean elsewhere = chance.of(Fault.PROFILE_IS_UNKNOWN_TO_CLUSTER_SERVICE);
    boolean soon = chance.of(Fault.RUN_TIMES_OUT_SOON);
    String standing = elsewhere ? "" : standing(name);
    String shared = standing.isEmpty() ? shared(name) : standing;
    var steps = new StringBuilder(step("s1", ""));
    for (int i = 2; i <= 1 + chance.below(3); i++) {
      steps.append(", ").append(step("s" + i, ", \"after\": [\"s" + (i - 1) + "\"]"));
    }
    boolean dag = shapes.nextInt(3) == 0;
    String cores = dag && shared.isEmpty() ? ", \"cores\": " + (1 + shapes.nextInt(3)) : "";
    return "{\"name\": \"%s\"%s, \"timeout\": \"%s\", \"cluster\": {\"profile\": \"%s\"%s%s}, \"steps\": [%s]%s%s%s%s%s%s}"
        .formatted(
            queueing.job(name),
            queueing.owner(name, chance.one(8) ? "" : ", \"owner\": \"o\""),
            soon ? chance.between(5, 120) + "s" : chance.between(10, 40) + "m",
            elsewhere ? "elsewhere" : "local",
            workers(shared),
            cores,
            dag ? dag() : steps,
            dag ? failFast() : "",
            chance.one(6) ? ", \"spark\": {\"version\": \">=4\"}" : "",
            keepers.retry(retry(), !shared.isEmpty()),
            notifications(),
            queueing.field(name),
            budget());
  }

  /** Steps of which some may run side by side. */
  private String dag() {
    var steps = new StringBuilder();
    String shape = SHAPES.get(shapes.nextInt(SHAPES.size()));
    for (String step : shape.split(" ")) {
      String[] parts = step.split(":");
      String after = parts.length == 1 ? "" : parts[1];
      steps.append(steps.isEmpty() ? "" : ", ").append(dagStep(parts[0], after));
    }
    return steps.toString();
  }

  private String failFast() {
    int drawn = shapes.nextInt(4);
    return drawn < 2 ? "" : ", \"failFast\": " + (drawn == 2);
  }

  private String dagStep(String name, String after) {
    String first = after.split(",")[0];
    String args =
        first.isEmpty() || shapes.nextInt(3) > 0
            ? ""
            : ", \"args\": [\"rows={{ steps." + first + ".reported.rows }}\"]";
    return "{\"name\": \"%s\", \"application\": \"s3a://jobs/a.jar\", \"mainClass\": \"A\", \"after\": [%s]%s}"
        .formatted(name, after.replaceAll("(\\w+)", "\"$1\""), args);
  }

  private String workers(String shared) {
    String own = chance.one(4) ? ", \"workers\": " + (1 + chance.below(6)) : "";
    return shared.isEmpty() ? own : shared;
  }

  /** Of those that {@link Users} have announced. */
  private String standing(String name) {
    double drawn = chance.fraction(STANDING + 31L * name.hashCode());
    return !someStand || drawn > 0.5
        ? ""
        : ", \"lifecycle\": \"existing\", \"id\": \"%s\"".formatted(drawn < 0.3 ? "team" : "night");
  }

  private String shared(String name) {
    double drawn = chance.fraction(SHARING + 31L * name.hashCode());
    if (!someShare || drawn > 0.75) {
      return "";
    }
    String size =
        drawn < 0.2
            ? "\"cores\": 2, \"idle\": \"3m\""
            : drawn < 0.4
                ? "\"workers\": 2, \"cores\": 2, \"memory\": \"2g\", \"leases\": 3"
                : "\"leases\": 1, \"idle\": \"" + (drawn < 0.65 ? "6m" : "0s") + "\"";
    return ", \"lifecycle\": \"shared\", " + size;
  }

  private String step(String name, String more) {
    String application =
        chance.one(6)
            ? "\"s3a://jobs/a.py\""
            : chance.one(6)
                ? "\"file:///jobs/a.jar\", \"mainClass\": \"A\""
                : "\"s3a://jobs/a.jar\", \"mainClass\": \"A\"";
    String secret =
        chance.one(6)
            ? ", \"env\": {\"KEY\": \"${secret:" + (chance.one(2) ? "mine" : "anyones") + "}\"}"
            : "";
    return "{\"name\": \"" + name + "\", \"application\": " + application + secret + more + "}";
  }

  private String retry() {
    if (chance.one(3)) {
      return "";
    }
    String first = chance.pick(CLASSES);
    String on = chance.one(2) ? "\"" + first + "\"" : "\"INFRASTRUCTURE\", \"QUOTA\"";
    String own =
        chance.one(3)
            ? ", \"perClass\": {\"" + chance.pick(CLASSES) + "\": {\"attempts\": 2}}"
            : "";
    return ", \"retry\": {\"attempts\": %d, \"on\": [%s], \"backoff\": {\"first\": \"%ds\", \"jitter\": 0.5}%s}"
        .formatted(1 + chance.below(3), on, 1 + chance.below(60), own);
  }

  /** The prices are others now and then, so that an amount cannot always be counted. */
  private String budget() {
    return switch (chance.below(8)) {
      case 0 -> ", \"budget\": {\"time\": \"" + (2 + chance.below(20)) + "m\"}";
      case 1 -> ", \"budget\": {\"amount\": 0.1, \"currency\": \"USD\"}";
      case 2 -> ", \"budget\": {\"amount\": 0.2, \"currency\": \"USD\", \"time\": \"10m\"}";
      default -> "";
    };
  }

  private String notifications() {
    if (chance.one(2)) {
      return "";
    }
    String others =
        chance.one(3)
            ? ", {\"on\": [\""
                + chance.pick(ENDS)
                + "\"], \"channels\": [\"slack:a\", \"email:b\"]}"
            : "";
    return ", \"notify\": [{\"on\": [\"FAILED\", \"%s\"], \"channels\": [\"slack:a\"]}%s]"
        .formatted(chance.pick(ENDS), others);
  }

  /**
   * What can be read, and cannot be run; unless the profiles are others by then, so that it has an
   * end all the same.
   */
  private String bad(String name) {
    String steps =
        "\"steps\": [{\"name\": \"s\", \"application\": \"%s\", \"mainClass\": \"A\"%s}]";
    String jar = String.format(steps, "s3a://jobs/a.jar", "");
    String secret =
        String.format(steps, "s3a://jobs/a.jar", ", \"env\": {\"KEY\": \"${secret:%s}\"}");
    String theirs = String.format(secret, "theirs");
    return chance.pick(
        List.of(
            "null",
            "{\"name\": \"" + name + "\", \"cluster\": {\"workers\": -1}}",
            spec(name, "\"cluster\": {\"profile\": \"nowhere\"}, " + jar),
            spec(name, "\"cluster\": {\"profile\": \"local\", \"workers\": 9}, " + jar),
            spec(name, "\"cluster\": {\"profile\": \"local\", \"cores\": 9}, " + jar),
            spec(name, "\"cluster\": {\"profile\": \"local\", \"memory\": \"9g\"}, " + jar),
            spec(name, "\"spark\": {\"version\": \"<4\"}, " + jar),
            spec(name, String.format(steps, "s3a://jobs/../a.jar", "")),
            spec(name, String.format(steps, "s3a://elsewhere/a.jar", "")),
            spec(name, String.format(steps, "https://jobs/a.jar", ", \"jars\": [\"s3a://b.jar\"]")),
            spec(name, "\"steps\": [" + manyBadSteps() + "]"),
            spec(name, String.format(secret, "nobodys")),
            spec(name, theirs),
            "{\"name\": \"" + name + "\", " + TIMEOUT + ", " + theirs + "}",
            spec(
                name,
                "\"cluster\": {\"profile\": \"elsewhere\"}, \"steps\": [{\"name\": \"s\","
                    + " \"application\": \"s3a://jobs/a.py\"}]")));
  }

  /** More is wrong with it than is told. */
  private static String manyBadSteps() {
    var steps = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      steps
          .append(i == 0 ? "" : ", ")
          .append("{\"name\": \"s%d\", \"mainClass\": \"A\"".formatted(i))
          .append(", \"application\": \"https://jobs/a.jar\"")
          .append(", \"jars\": [\"https://b.jar\", \"https://c.jar\"]}");
    }
    return steps.toString();
  }

  private static String spec(String name, String fields) {
    return "{\"name\": \"" + name + "\", \"owner\": \"o\", " + TIMEOUT + ", " + fields + "}";
  }
}
