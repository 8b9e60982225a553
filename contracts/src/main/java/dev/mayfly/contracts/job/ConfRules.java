package dev.mayfly.contracts.job;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a step's {@code conf} and {@code env} may hold. */
final class ConfRules {
  private static final Set<String> SET_BY_MAYFLY =
      Set.of(
          "spark.master",
          "spark.submit.deployMode",
          "spark.driver.host",
          "spark.driver.bindAddress",
          "spark.eventLog.enabled",
          "spark.eventLog.dir");

  /** A field of the step is held against the profile's allowed prefixes; its twin would not be. */
  private static final Map<String, String> FIELD_FOR =
      Map.ofEntries(
          Map.entry("spark.jars", "jars"),
          Map.entry("spark.files", "files"),
          Map.entry("spark.archives", "archives"),
          Map.entry("spark.submit.pyFiles", "pyFiles"),
          Map.entry("spark.jars.packages", "packages"),
          Map.entry("spark.jars.repositories", "repositories"),
          Map.entry("spark.jars.ivySettings", "repositories"),
          Map.entry("spark.yarn.dist.jars", "jars"),
          Map.entry("spark.yarn.dist.files", "files"),
          Map.entry("spark.yarn.dist.archives", "archives"),
          Map.entry("spark.yarn.dist.pyFiles", "pyFiles"));

  /** No process can be given one. */
  static final String NO_NUL = "a text without the character NUL";

  private static final Pattern PROPERTY = Pattern.compile("[^\\s=\\p{C}]+");

  private ConfRules() {}

  static void checkConf(SpecFields step, Map<String, String> conf) {
    conf.forEach(
        (name, value) -> {
          if (!name.startsWith("spark.")) {
            step.fault("conf", name, "a Spark property, which starts with spark.");
          } else if (!PROPERTY.matcher(name).matches()) {
            step.fault("conf", name, "a Spark property without spaces, = and control characters");
          } else if (name.startsWith("spark.mayfly.") || SET_BY_MAYFLY.contains(name)) {
            step.fault("conf", name, "yours to set: Mayfly sets it");
          } else if (FIELD_FOR.containsKey(name)) {
            step.fault("conf", name, "set here: use the step's field " + FIELD_FOR.get(name));
          }
          checkValue(step, "conf." + name, value);
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
          checkValue(step, "env." + name, value);
        });
  }

  private static void checkValue(SpecFields step, String field, String value) {
    if (value.indexOf('\0') >= 0) {
      step.fault(field, value, NO_NUL);
    }
    String malformed = SecretReferences.malformed(value);
    if (malformed != null) {
      step.fault(field, malformed, "a reference such as ${secret:birds-api}");
    }
  }
}
