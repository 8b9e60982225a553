package dev.mayfly.cli;

import dev.mayfly.cli.upload.Upload;
import dev.mayfly.contracts.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The specs that are deployed together: one file, or those directly in a folder.
 *
 * @param specs what is to be deployed, by the jobs' names
 * @param project of the folder; null when it has none
 * @param faults all that is wrong, by file; then nothing may be deployed
 */
record SpecSet(
    SortedMap<String, JsonNode> specs,
    List<Upload> uploads,
    List<String> warnings,
    @Nullable String project,
    Map<Path, SpecFile.Result.Invalid> faults) {

  static SpecSet read(Path place, @Nullable String environment, String bucket) throws IOException {
    boolean isFolder = Files.isDirectory(place);
    var specs = new TreeMap<String, JsonNode>();
    var fileOf = new TreeMap<String, Path>();
    var uploads = new ArrayList<Upload>();
    var warnings = new ArrayList<String>();
    var faults = new LinkedHashMap<Path, SpecFile.Result.Invalid>();
    for (Path file : isFolder ? files(place) : List.of(place)) {
      SpecFile.Result read = SpecFile.readToDeploy(file, environment, bucket);
      if (read instanceof SpecFile.Result.Invalid invalid) {
        faults.put(file, invalid);
        continue;
      }
      var valid = (SpecFile.Result.Valid) read;
      String job = valid.spec().name();
      Path other = fileOf.putIfAbsent(job, file);
      if (other != null) {
        faults.put(file, invalid("name", job, "a name of its own; " + other + " has it too"));
      }
      specs.put(job, valid.plan().spec());
      uploads.addAll(valid.plan().uploads());
      valid.warnings().forEach(w -> warnings.add(isFolder ? file.getFileName() + ": " + w : w));
    }
    if (specs.isEmpty() && faults.isEmpty()) {
      faults.put(place, invalid("", place.toString(), "a folder with specs, *.yaml or *.json"));
    }
    SharedDefaults defaults = isFolder ? SharedDefaults.in(place) : SharedDefaults.beside(place);
    return new SpecSet(specs, uploads, warnings, defaults.project(), faults);
  }

  private static SpecFile.Result.Invalid invalid(String path, String value, String expected) {
    return new SpecFile.Result.Invalid(List.of(new Fault(path, value, expected)));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).filter(SpecSet::isSpec).sorted().toList();
    }
  }

  private static boolean isSpec(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.matches("[^.].*[.](yaml|yml|json)") && !name.equals(SharedDefaults.FILE);
  }
}
