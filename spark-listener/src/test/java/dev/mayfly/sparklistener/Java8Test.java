package dev.mayfly.sparklistener;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class Java8Test {
  @Test
  void everyClassOfTheJarRunsOnJava8() throws Exception {
    Path classes =
        Path.of(MayflyListener.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var found = Files.walk(classes)) {
      List<Path> files = found.filter(f -> f.toString().endsWith(".class")).toList();
      assertThat(files).hasSizeGreaterThanOrEqualTo(5);
      for (Path file : files) {
        assertThat(ByteBuffer.wrap(Files.readAllBytes(file)).getShort(6))
            .as(file.toString())
            .isEqualTo((short) 52);
      }
    }
  }
}
