package dev.mayfly.cli.connection;

import java.io.IOException;

final class Unreachable {
  private Unreachable() {}

  static IOException topic(String topic, Exception cause) {
    return new IOException(
        "The topic "
            + topic
            + " does not exist; create the topics with `mayfly topics create`, or name another installation with --installation.",
        cause);
  }

  static IOException broker(String bootstrapServers, Exception cause) {
    return new IOException(
        "No Kafka broker serves us at %s (%s). Start an installation with `mayfly up`, or name its broker with --bootstrap-servers or MAYFLY_BOOTSTRAP_SERVERS."
            .formatted(bootstrapServers, cause.getMessage()),
        cause);
  }
}
