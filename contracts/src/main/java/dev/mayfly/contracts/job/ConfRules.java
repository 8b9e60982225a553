package dev.mayfly.contracts.job;

import java.util.Map;
import java.util.Set;

/** What a step's {@code conf} and {@code env} may hold. */
final class ConfRules {
  private static final Set<String> SET_BY_MAYFLY =
      Set.of(
          "spark.master",
          "spark.submit.deployMode",
          "spark.driver.host",
          "spark.driver.bindAddress",
          "spark.eventLog.dir");

  /** A field of the step is held against the profile's allowed prefixes; its twin would not be. */
  private static final Map<String, String> FIELD_FOR =
      Map.of(
          "spark.jars", "jars",
          "spark.files", "files",
          "spark.archives", "archives",
          "spark.submit.pyFiles", "pyFiles",
          "spark.jars.packages", "packages",
          "spark.jars.repositories", "repositories");

  private ConfRules() {}

  static void checkConf(SpecFields step, Map<String, String> conf) {
    conf.forEach(
        (name, value) -> {
          if (!name.startsWith("spark.")) {
            step.fault("conf", name, "a Spark property, which starts with spark.");
          } else if (name.startsWith("spark.mayfly.") || SET_BY_MAYFLY.contains(name)) {
            step.fault("conf", name, "yours to set: Mayfly sets it");
          } else if (FIELD_FOR.containsKey(name)) {
            step.fault("conf", name, "set here: use the step's field " + FIELD_FOR.get(name));
          }
          checkSecrets(step, "conf." + name, value);
        });
  }

  static void checkEnv(SpecFields step, Map<String, String> env) {
    env.forEach(
        (name, value) -> {
          if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            step.fault("env", name, "a name of an environment variable");
          } else if (name.startsWith("MAYFLY_")) {
            step.fault("env", name, "yours to set: Mayfly sets it");
          }
          checkSecrets(step, "env." + name, value);
        });
  }

  private static void checkSecrets(SpecFields step, String field, String value) {
    String malformed = SecretReferences.malformed(value);
    if (malformed != null) {
      step.fault(field, malformed, "a reference such as ${secret:birds-api}");
    }
  }
}
