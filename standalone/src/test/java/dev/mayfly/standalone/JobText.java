package dev.mayfly.standalone;

import dev.mayfly.cli.SpecFile;
import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.Storage;
import dev.mayfly.cli.upload.Upload;
import dev.mayfly.contracts.Json;
import dev.mayfly.contracts.job.SpecText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Specs of the examples as the command line sends them: local files uploaded. */
record JobText(Path examples, Storage storage) {

  String yaml(String example) throws IOException {
    return Files.readString(examples.resolve(example));
  }

  /** With the params written into it. A faulty spec is sent as it is. */
  String json(String yaml, Map<String, String> params) throws IOException {
    Path file = examples.resolve("birds/.under-test-" + System.nanoTime() + ".yaml");
    Files.writeString(file, yaml);
    try (var bucket = new Bucket(storage)) {
      var read = SpecFile.read(file, null, Map.of(), Installation.BUCKET);
      if (!(read instanceof SpecFile.Result.Valid valid)) {
        return Json.text(SpecText.read(yaml));
      }
      for (Upload upload : valid.plan().uploads()) {
        bucket.putIfMissing(upload.file(), upload.key());
      }
      ObjectNode tree = (ObjectNode) valid.plan().spec();
      params.forEach((name, value) -> ((ObjectNode) tree.get("params")).put(name, value));
      return Json.text(tree);
    } finally {
      Files.delete(file);
    }
  }
}
