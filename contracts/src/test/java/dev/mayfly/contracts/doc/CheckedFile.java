package dev.mayfly.contracts.doc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated file that lies in the repository, and must be what the code says now. */
public record CheckedFile(Path path) {
  /** Whether to write the files anew rather than to hold them against the code. */
  public static final boolean WRITE = Boolean.getBoolean("contracts.write");

  private static final String MEND =
      "%s is stale. If the change is meant, write it anew with"
          + " ./mvnw -pl contracts test -Dcontracts.write=true, and look at the difference";

  public static CheckedFile docs(String name) {
    return new CheckedFile(Path.of("..", "docs", "contracts").resolve(name));
  }

  public static CheckedFile golden(String version, String type) {
    return new CheckedFile(Path.of("src", "test", "resources", "golden", version, type + ".json"));
  }

  public void isExactly(String text) throws IOException {
    if (WRITE) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    }
    assertThat(Files.exists(path) ? Files.readString(path) : "(missing)")
        .as(MEND, path)
        .isEqualTo(text);
  }
}
