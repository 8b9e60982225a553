package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may depend on whom, among our own modules; told from the compiled classes of all of them. */
class DependenciesTest {
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("contracts", Set.of()),
          Map.entry("embedded", Set.of()),
          Map.entry("process-guard", Set.of()),
          Map.entry("storage", Set.of()),
          Map.entry("spark-listener", Set.of()),
          Map.entry("examples", Set.of()),
          Map.entry("engine", Set.of("contracts")),
          Map.entry("testkit", Set.of("contracts", "engine", "embedded")),
          Map.entry("scheduler-service", Set.of("contracts", "engine", "storage")),
          Map.entry("notifier-service", Set.of("contracts", "engine")),
          Map.entry("cluster-service", Set.of("contracts", "engine", "process-guard")),
          Map.entry("submit-service", Set.of("contracts", "engine", "process-guard", "storage")),
          Map.entry("cli", Set.of("contracts", "engine", "storage")),
          Map.entry(
              "simulator",
              Set.of(
                  "contracts",
                  "engine",
                  "testkit",
                  "scheduler-service",
                  "cluster-service",
                  "submit-service",
                  "notifier-service")),
          Map.entry(
              "standalone",
              Set.of(
                  "contracts",
                  "engine",
                  "embedded",
                  "process-guard",
                  "cli",
                  "scheduler-service",
                  "cluster-service",
                  "submit-service",
                  "notifier-service")),
          Map.entry(
              "bench",
              Set.of(
                  "contracts",
                  "engine",
                  "embedded",
                  "process-guard",
                  "testkit",
                  "cli",
                  "scheduler-service",
                  "cluster-service",
                  "submit-service",
                  "notifier-service",
                  "standalone")));

  /** Those that standalone is built after; the others are looked at when they are there. */
  private static final Set<String> ALWAYS_BUILT =
      Set.of(
          "contracts",
          "embedded",
          "process-guard",
          "storage",
          "engine",
          "scheduler-service",
          "cluster-service",
          "submit-service",
          "notifier-service",
          "cli",
          "standalone");

  private static final Map<String, JavaClasses> CLASSES = new LinkedHashMap<>();

  @BeforeAll
  static void readTheClasses() throws IOException {
    Path repository = Path.of("").toAbsolutePath().resolveSibling("");
    try (Stream<Path> folders = Files.list(repository)) {
      for (Path pom :
          folders.map(f -> f.resolve("pom.xml")).filter(Files::exists).sorted().toList()) {
        Path module = pom.resolveSibling("");
        Path classes = module.resolve("target/classes/dev");
        if (Files.isDirectory(classes)) {
          CLASSES.put(module.getFileName().toString(), new ClassFileImporter().importPath(classes));
        }
      }
    }
  }

  @Test
  void everyModuleThatIsBuiltHasALineInTheTable() {
    assertThat(ALLOWED.keySet()).containsAll(CLASSES.keySet());
    assertThat(CLASSES.keySet()).containsAll(ALWAYS_BUILT);
  }

  @Test
  void noModuleDependsOnOneThatTheTableDoesNotAllow() {
    var owners = owners();
    var forbidden = new TreeSet<String>();
    CLASSES.forEach(
        (module, classes) -> {
          for (JavaClass one : classes) {
            one.getDirectDependenciesFromSelf()
                .forEach(
                    d ->
                        owner(owners, d.getTargetClass())
                            .filter(o -> !o.equals(module))
                            .filter(o -> !ALLOWED.getOrDefault(module, Set.of()).contains(o))
                            .ifPresent(
                                o ->
                                    forbidden.add(
                                        module + " -> " + o + ": " + d.getDescription())));
          }
        });

    assertThat(forbidden).isEmpty();
  }

  @Test
  void noPackageIsSplitBetweenModules() {
    var modules = new LinkedHashMap<String, Set<String>>();
    CLASSES.forEach(
        (module, classes) ->
            classes.forEach(
                c ->
                    modules.computeIfAbsent(c.getPackageName(), p -> new TreeSet<>()).add(module)));

    assertThat(modules.entrySet()).allMatch(e -> e.getValue().size() == 1);
  }

  @Test
  void decisionsKnowNothingOfKafkaAndSpring() {
    var found = new ArrayList<String>();
    for (String module : List.of("scheduler-service", "cluster-service", "notifier-service")) {
      CLASSES.get(module).stream()
          .filter(c -> c.getSimpleName().endsWith("Decision"))
          .forEach(
              c ->
                  c.getDirectDependenciesFromSelf().stream()
                      .map(d -> d.getTargetClass().getPackageName())
                      .filter(
                          p ->
                              p.startsWith("org.apache.kafka")
                                  || p.startsWith("org.springframework"))
                      .forEach(p -> found.add(c.getName() + " -> " + p)));
    }

    assertThat(found).isEmpty();
  }

  @Test
  void contractsKnowNothingOfSpringButItsCronExpression() {
    assertThat(
            CLASSES.get("contracts").stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> d.getTargetClass().getPackageName().startsWith("org.springframework"))
                .map(
                    d -> d.getOriginClass().getSimpleName() + " -> " + d.getTargetClass().getName())
                .distinct())
        .containsExactly("Cron -> org.springframework.scheduling.support.CronExpression");
  }

  private static Map<String, String> owners() {
    var owners = new LinkedHashMap<String, String>();
    CLASSES.forEach((module, classes) -> classes.forEach(c -> owners.put(c.getName(), module)));
    return owners;
  }

  private static Optional<String> owner(Map<String, String> owners, JavaClass target) {
    return Optional.ofNullable(owners.get(target.getBaseComponentType().getName()));
  }
}
