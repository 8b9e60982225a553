package dev.mayfly.cli.connection;

import java.io.IOException;

final class Unreachable {
  private Unreachable() {}

  static IOException broker(String bootstrapServers, Exception cause) {
    return new IOException(
        "No Kafka broker serves us at %s (%s). Start an installation with `mayfly up`, or name its broker with --bootstrap-servers or MAYFLY_BOOTSTRAP_SERVERS."
            .formatted(bootstrapServers, cause.getMessage()),
        cause);
  }
}
