package dev.mayfly.submit.process;

import dev.mayfly.submit.storage.ObjectStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A Spark home whose spark-submit writes down its arguments and runs the shell code in PLAN. */
record StubSpark(Path home) {

  static StubSpark in(Path home) throws IOException {
    Path script = home.resolve("bin/spark-submit");
    Files.createDirectories(script.getParent());
    Files.writeString(
        script,
        """
        #!/bin/bash
        here=$(dirname "$0")
        printf '%s\\n' "$@" > "$here/args"
        echo $$ >> "$here/starts"
        eval "$PLAN"
        """);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new StubSpark(home);
  }

  /** One line for each time that it was run. */
  List<String> starts() throws IOException {
    Path file = home.resolve("bin/starts");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  List<String> args() throws IOException {
    return Files.readAllLines(home.resolve("bin/args"));
  }

  /** Objects by their addresses; what has "missing" in its name is. */
  record Objects(Map<String, String> shipped) implements ObjectStore {
    Objects() {
      this(new ConcurrentHashMap<>());
    }

    @Override
    public String put(String key, Path file) throws IOException {
      shipped.put(key, Files.readString(file));
      return "s3a://jobs/" + key;
    }

    @Override
    public void putPassing(String key, byte[] content) {
      shipped.put(key, new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public void fetch(String uri, Path target) throws IOException {
      if (uri.contains("missing")) {
        throw new FileNotFoundException(uri + " does not exist");
      }
      Files.writeString(target, uri);
    }

    @Override
    public Listing list(String prefix) {
      return new Listing(0, 0);
    }
  }
}
