package dev.mayfly.contracts.doc;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mayfly.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The schemas as they lie in the repository, read by an independent validator. */
public final class SchemaFiles {
  static final Path FOLDER = Path.of("..", "docs", "contracts", "schemas");
  private static final String BASE = "https://schemas.invalid/";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          b -> b.schemas(iri -> iri.startsWith(BASE) ? text(iri.substring(BASE.length())) : null));

  private SchemaFiles() {}

  /** What the schema of that name has against a JSON text. */
  public static List<String> faults(String name, String json) {
    Schema schema = REGISTRY.getSchema(SchemaLocation.of(BASE + name + ".json"));
    return schema
        .validate(
            json,
            InputFormat.JSON,
            context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)))
        .stream()
        .map(Object::toString)
        .toList();
  }

  public static JsonNode read(String name) {
    return Json.mapper().readTree(text(name + ".json"));
  }

  private static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
