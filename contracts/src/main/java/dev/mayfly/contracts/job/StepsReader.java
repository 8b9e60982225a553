package dev.mayfly.contracts.job;

import dev.mayfly.contracts.job.JobSpec.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The steps of a spec and the order that {@code after} gives them. */
final class StepsReader {
  private static final int MOST_STEPS = 100;
  private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*):[^\\s,\\p{C}]+");
  private static final Set<String> SCHEMES = Set.of("file", "s3a", "s3", "https", "local");

  /** What would lead out of a folder, to whoever decodes it, once or twice. */
  private static final Pattern WAY_OUT =
      Pattern.compile("(?i)[/\\\\:#?]\\.{1,2}([/\\\\#?]|$)|\\\\|%(2e|2f|5c|25|00)");

  private static final Pattern ALIAS = Pattern.compile("[^#]*(#[A-Za-z0-9._-]{1,64})?");
  private static final Pattern PACKAGE =
      Pattern.compile("[A-Za-z0-9._-]{1,128}:[A-Za-z0-9._-]{1,128}:[A-Za-z0-9._+-]{1,128}");
  private static final Pattern REPOSITORY = Pattern.compile("(https?|file):[^\\s,\\p{C}]+");
  private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,254}");

  private StepsReader() {}

  /**
   * @param worker null when the spec's cluster is itself at fault: nothing can be held against it
   */
  static List<Step> read(SpecFields job, @Nullable WorkerSize worker) {
    var steps = new ArrayList<Step>();
    List<SpecFields> items = job.objects("steps");
    if (items.isEmpty()) {
      job.fault("steps", null, "at least one step with name and application");
    }
    if (items.size() > MOST_STEPS) {
      job.fault("steps", items.size() + " steps", "at most " + MOST_STEPS + " steps");
      return List.of();
    }
    for (SpecFields item : items) {
      steps.add(step(item, worker));
    }
    checkNames(steps, items);
    checkOrder(steps, items);
    checkReferences(steps, items);
    return steps;
  }

  private static Step step(SpecFields f, @Nullable WorkerSize worker) {
    String application = application(f);
    String mainClass = f.text("mainClass");
    if (mainClass != null && !CLASS.matcher(mainClass).matches()) {
      f.fault("mainClass", mainClass, "the full name of a class, as com.example.Clean");
    }
    if (application.endsWith(".jar") && mainClass == null) {
      f.fault("mainClass", null, "the class whose main method is run, as com.example.Clean");
    }
    Map<String, String> env = f.map("env");
    Map<String, String> conf = f.map("conf");
    ConfRules.checkEnv(f, env);
    ConfRules.checkConf(f, conf);
    if (worker != null) {
      worker.checkConf(f, conf);
    }
    return new Step(
        f.matching("name", JobSpecReader.NAME, JobSpecReader.NAME_EXPECTED),
        application,
        mainClass,
        f.texts("args", StepsReader::argumentExpected),
        uris(f, "jars"),
        f.texts("packages", p -> expected(PACKAGE, p, "a package as group:artifact:version")),
        f.texts("repositories", StepsReader::repositoryExpected),
        uris(f, "pyFiles"),
        uris(f, "files"),
        uris(f, "archives"),
        conf,
        env,
        f.texts("after"),
        expectations(f),
        uris(f, "outputs"));
  }

  private static String application(SpecFields f) {
    String given =
        f.required("application", "where the application lies, as in s3a://jobs/clean.py");
    String fault = given.isEmpty() ? null : addressExpected(given);
    if (fault == null && !given.isEmpty() && !given.endsWith(".py") && !given.endsWith(".jar")) {
      fault = "an application that Mayfly can run, which ends with .py or .jar";
    }
    if (fault != null) {
      f.fault("application", given, fault);
    }
    return asS3a(given);
  }

  private static Map<String, String> expectations(SpecFields f) {
    Map<String, String> expect = f.map("expect");
    expect.forEach(
        (metric, comparison) -> {
          if (!Expectation.metrics().contains(metric)) {
            String known = String.join(", ", Expectation.metrics());
            f.fault("expect", metric, "a metric that can be compared: " + known);
            return;
          }
          try {
            Expectation.parse(metric, comparison);
          } catch (IllegalArgumentException e) {
            f.fault("expect." + metric, comparison, String.valueOf(e.getMessage()));
          }
        });
    return expect;
  }

  /** Arguments are visible to everyone on the driver's machine, so no secret is put into them. */
  private static @Nullable String argumentExpected(String argument) {
    if (argument.indexOf('\0') >= 0) {
      return ConfRules.NO_NUL;
    }
    return SecretReferences.mayBeIn(argument)
        ? "the place of a secret: refer to it in env or conf, and read it from there"
        : null;
  }

  private static List<String> uris(SpecFields f, String field) {
    return f.texts(field, StepsReader::addressExpected).stream().map(StepsReader::asS3a).toList();
  }

  private static @Nullable String addressExpected(String value) {
    Matcher m = SCHEME.matcher(value);
    if (!m.matches() || !SCHEMES.contains(m.group(1))) {
      return "an address with one of the schemes s3a:, file:, https:, local:, without spaces and commas"
          + " (the mayfly command uploads local paths)";
    }
    return wayOut(value);
  }

  private static @Nullable String repositoryExpected(String value) {
    return REPOSITORY.matcher(value).matches() ? wayOut(value) : "an address with https:";
  }

  static @Nullable String wayOut(String address) {
    // The query of a signed address is encoded as its signer pleased, and names no folder.
    int query = address.startsWith("https:") ? address.indexOf('?') : -1;
    if (WAY_OUT.matcher(query < 0 ? address : address.substring(0, query)).find()) {
      return "an address that says where it leads: without . and .. as folders, backslashes and"
          + " %2e, %2f, %5c, %25, %00";
    }
    return ALIAS.matcher(address).matches()
        ? null
        : "an address whose part after # is a name: letters, digits, dots, dashes, underscores";
  }

  private static @Nullable String expected(Pattern form, String value, String expected) {
    return form.matcher(value).matches() ? null : expected;
  }

  static String asS3a(String address) {
    return address.startsWith("s3:") ? "s3a" + address.substring(2) : address;
  }

  private static void checkNames(List<Step> steps, List<SpecFields> items) {
    var seen = new HashSet<String>();
    for (int i = 0; i < steps.size(); i++) {
      String name = steps.get(i).name();
      if (!name.isEmpty() && !seen.add(name)) {
        items.get(i).fault("name", name, "a name that no other step has");
      }
    }
  }

  private static void checkOrder(List<Step> steps, List<SpecFields> items) {
    var byName = new LinkedHashMap<String, Step>();
    steps.forEach(s -> byName.putIfAbsent(s.name(), s));
    var told = new HashSet<String>();
    for (int i = 0; i < steps.size(); i++) {
      List<String> after = steps.get(i).after();
      for (int k = 0; k < after.size(); k++) {
        if (!byName.containsKey(after.get(k))) {
          String field = "after[" + k + "]";
          items.get(i).fault(field, after.get(k), "the name of a step of this job");
        }
      }
      List<String> cycle = cycle(steps.get(i), steps.get(i), byName, new HashSet<>());
      if (!cycle.isEmpty() && told.add(steps.get(i).name())) {
        told.addAll(cycle);
        items.get(i).fault("after", String.join(" > ", cycle), "possible: it leads back to itself");
      }
    }
  }

  private static void checkReferences(List<Step> steps, List<SpecFields> items) {
    StepOrder order = StepOrder.of(steps);
    for (int i = 0; i < steps.size(); i++) {
      Set<String> before = order.before(steps.get(i).name());
      SpecFields item = items.get(i);
      List<String> args = steps.get(i).args();
      for (int k = 0; k < args.size(); k++) {
        checkReferences(item, "args[" + k + "]", args.get(k), before);
      }
      steps.get(i).conf().forEach((n, v) -> checkReferences(item, "conf." + n, v, before));
      steps.get(i).env().forEach((n, v) -> checkReferences(item, "env." + n, v, before));
    }
  }

  private static void checkReferences(
      SpecFields item, String field, String text, Set<String> before) {
    for (StepReferences.Reference reference : StepReferences.in(text)) {
      if (!before.contains(reference.step())) {
        item.fault(
            field,
            reference.toString(),
            "of a step that this one comes after; name "
                + reference.step()
                + " in after, or a step that comes after it");
      }
    }
  }

  /** The way from a step back to the first; empty if there is none. Looks at each step once. */
  private static List<String> cycle(
      Step first, Step at, Map<String, Step> byName, Set<String> seen) {
    for (String before : at.after()) {
      if (before.equals(first.name())) {
        return List.of(at.name(), before);
      }
      Step next = byName.get(before);
      if (next != null && seen.add(before)) {
        var rest = new ArrayList<>(cycle(first, next, byName, seen));
        if (!rest.isEmpty()) {
          rest.add(0, at.name());
          return rest;
        }
      }
    }
    return List.of();
  }
}
