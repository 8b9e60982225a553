package dev.mayfly.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Breaks one production class on purpose: a text of its source, which must be there exactly once,
 * is replaced by another.
 */
record Patch(String module, String className, String found, String replacedBy) {

  /** The source with the bug in it, on top of what other patches did to it. */
  String apply(String source) {
    int at = source.indexOf(found);
    if (at < 0 || source.indexOf(found, at + 1) >= 0) {
      throw new AssertionError(
          "the patch of " + className + " fits not exactly once; adapt it to the source: " + found);
    }
    return source.replace(found, replacedBy);
  }

  String source() throws IOException {
    String file = "src/main/java/" + className.replace('.', '/') + ".java";
    return Files.readString(Path.of("..", module, file));
  }
}
