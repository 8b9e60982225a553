package dev.mayfly.cli;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.job.Environments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the specs of one folder share: its {@code mayfly.yaml}, laid under each of them. The same
 * file may configure {@code mayfly up}, with credentials among it: so of its fields only those of a
 * job are taken.
 *
 * @param project the name of the folder's jobs as a set; null when it has none
 */
record SharedDefaults(
    @Nullable String project, ObjectNode fields, List<String> warnings, List<Fault> faults) {
  static final String FILE = "mayfly.yaml";

  /** A name is a spec's own. */
  static final Set<String> FIELDS =
      Set.of(
          "owner",
          "params",
          "schedule",
          "trigger",
          "cluster",
          "spark",
          "driver",
          "executor",
          "steps",
          "retry",
          "timeout",
          "notify",
          "failFast",
          "queue",
          "budget",
          "waitFor",
          "environments");

  private static final Pattern OF_SERVICES =
      Pattern.compile("(mayfly|spring|logging|management|server)(\\..*)?");
  private static final Pattern PROJECT =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?");

  SharedDefaults {
    warnings = List.copyOf(warnings);
    faults = List.copyOf(faults);
  }

  /** Those of the folder that a spec is in. */
  static SharedDefaults beside(Path spec) throws IOException {
    Path file = spec.toAbsolutePath().resolveSibling(FILE);
    return file.equals(spec.toAbsolutePath()) ? read(List.of()) : in(file.resolveSibling(""));
  }

  static SharedDefaults in(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return read(List.of());
    }
    SpecTree tree = SpecTree.read(file);
    if (!tree.faults().isEmpty()) {
      return read(tree.faults());
    }
    if (tree.node().isMissingNode() || tree.node().isNull()) {
      return read(List.of());
    }
    return tree.node() instanceof ObjectNode object
        ? of(object)
        : read(List.of(new Fault(FILE, tree.node().toString(), "an object of a job's fields")));
  }

  private static SharedDefaults read(List<Fault> faults) {
    return new SharedDefaults(null, JsonNodeFactory.instance.objectNode(), List.of(), faults);
  }

  private static SharedDefaults of(ObjectNode all) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    var warnings = new ArrayList<String>();
    var faults = new ArrayList<Fault>();
    String project = null;
    for (var field : all.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.equals("project")) {
        project = value.asString("");
        if (!PROJECT.matcher(project).matches()) {
          String expected = "a name of 1 to 64 letters, digits, dots, dashes and underscores";
          faults.add(new Fault(FILE + " project", value.toString(), expected));
        }
      } else if (FIELDS.contains(name)) {
        fields.set(name, value);
      } else if (!OF_SERVICES.matcher(name).matches()) {
        warnings.add(FILE + ": " + name + " is not a field that jobs share and was ignored");
      }
    }
    return new SharedDefaults(project, fields, warnings, faults);
  }

  /** The spec over these: its own values win, objects field by field. */
  JsonNode under(JsonNode spec) {
    return spec instanceof ObjectNode own ? Environments.merge(fields.deepCopy(), own) : spec;
  }
}
