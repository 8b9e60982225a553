package dev.mayfly.standalone;

import dev.mayfly.cli.connection.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * How one installation is run.
 *
 * @param kafkaPort 0: any free one
 * @param s3Port 0: any free one
 * @param properties given to every service
 * @param givenUp is told the exit code and the reason when a service cannot go on
 */
record Settings(
    int kafkaPort,
    int s3Port,
    Map<String, String> properties,
    BiConsumer<Integer, String> givenUp) {

  Settings {
    properties = Map.copyOf(properties);
  }

  /** Made once for a data directory. */
  Credentials credentials(Layout layout) throws IOException {
    if (!Files.exists(layout.credentials())) {
      byte[] random = new byte[30];
      new SecureRandom().nextBytes(random);
      String hex = HexFormat.of().formatHex(random);
      new Credentials("mayfly-" + hex.substring(0, 8), hex.substring(8))
          .write(layout.credentials());
    }
    return Credentials.read(layout.credentials());
  }
}
