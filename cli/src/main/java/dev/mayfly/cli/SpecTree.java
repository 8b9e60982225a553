package dev.mayfly.cli;

import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.job.SpecText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a file of YAML or JSON holds, or why it cannot be read.
 *
 * @param node nothing where there are faults
 */
record SpecTree(JsonNode node, List<Fault> faults) {

  static SpecTree read(Path file) throws IOException {
    if (Files.size(file) > SpecText.LARGEST) {
      return fault(file, "a spec of at most 256 KiB; it has " + Files.size(file) + " bytes");
    }
    try {
      return new SpecTree(SpecText.read(Files.readString(file)), List.of());
    } catch (CharacterCodingException e) {
      return fault(file, "a text in UTF-8");
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      return fault(file, "YAML or JSON: " + e.getOriginalMessage() + where);
    }
  }

  private static SpecTree fault(Path file, String expected) {
    return new SpecTree(
        JsonNodeFactory.instance.missingNode(), List.of(new Fault("", file.toString(), expected)));
  }
}
