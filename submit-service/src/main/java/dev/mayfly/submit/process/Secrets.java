package dev.mayfly.submit.process;

import dev.mayfly.contracts.job.SecretReferences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces references to secrets by their values, here where the driver starts and nowhere else.
 */
final class Secrets {
  private final @Nullable Path folder;

  Secrets(@Nullable Path folder) {
    this.folder = folder;
  }

  Map<String, String> resolve(Map<String, String> values) throws Refusal {
    var resolved = new LinkedHashMap<String, String>();
    var missing = new StringBuilder();
    values.forEach(
        (name, value) ->
            resolved.put(
                name,
                SecretReferences.resolve(
                    value,
                    secret -> {
                      String found = read(secret);
                      if (found == null) {
                        missing.append(missing.isEmpty() ? "" : ", ").append(secret);
                        return "";
                      }
                      return found;
                    })));
    if (!missing.isEmpty()) {
      throw new Refusal(
          "no such secret: "
              + missing
              + "; expected a file of that name in "
              + (folder == null ? "the folder that mayfly.submit.secrets names" : folder));
    }
    return resolved;
  }

  private @Nullable String read(String name) {
    if (folder == null || !Files.isRegularFile(folder.resolve(name))) {
      return null;
    }
    try {
      return Files.readString(folder.resolve(name)).strip();
    } catch (IOException e) {
      return null;
    }
  }
}
