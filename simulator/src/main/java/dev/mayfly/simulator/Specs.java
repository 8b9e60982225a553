package dev.mayfly.simulator;

import java.util.List;

/** What users ask to be run: good jobs of many kinds, and bad ones. */
final class Specs {
  private static final List<String> CLASSES =
      List.of("APPLICATION", "OUT_OF_MEMORY", "INFRASTRUCTURE", "QUOTA", "CONFIGURATION");
  private static final List<String> ENDS =
      List.of("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELLED", "LOST", "REJECTED");

  private static final String TIMEOUT = "\"timeout\": \"30m\"";

  private final Chance chance;

  Specs(Chance chance) {
    this.chance = chance;
  }

  String any(String name) {
    return chance.of(Fault.REQUEST_IS_BAD) ? bad(name) : good(name);
  }

  private String good(String name) {
    boolean elsewhere = chance.of(Fault.PROFILE_IS_UNKNOWN_TO_CLUSTER_SERVICE);
    boolean soon = chance.of(Fault.RUN_TIMES_OUT_SOON);
    var steps = new StringBuilder(step("s1", ""));
    for (int i = 2; i <= 1 + chance.below(3); i++) {
      steps.append(", ").append(step("s" + i, ", \"after\": [\"s" + (i - 1) + "\"]"));
    }
    return "{\"name\": \"%s\"%s, \"timeout\": \"%s\", \"cluster\": {\"profile\": \"%s\"%s}, \"steps\": [%s]%s%s%s}"
        .formatted(
            name,
            chance.one(8) ? "" : ", \"owner\": \"o\"",
            soon ? chance.between(5, 120) + "s" : chance.between(10, 40) + "m",
            elsewhere ? "elsewhere" : "local",
            chance.one(4) ? ", \"workers\": " + (1 + chance.below(6)) : "",
            steps,
            chance.one(6) ? ", \"spark\": {\"version\": \">=4\"}" : "",
            retry(),
            notifications());
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
    return ", \"retry\": {\"attempts\": %d, \"on\": [%s], \"backoff\": {\"first\": \"%ds\"}}"
        .formatted(1 + chance.below(3), on, 1 + chance.below(60));
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
