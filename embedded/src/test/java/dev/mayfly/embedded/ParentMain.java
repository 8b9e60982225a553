package dev.mayfly.embedded;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A parent to be killed: starts a broker, prints its pid, and does nothing until its standard input
 * ends.
 */
final class ParentMain {
  private ParentMain() {}

  public static void main(String[] args) throws IOException {
    KafkaBroker broker =
        KafkaBroker.start(
            BrokerOptions.in(Path.of(args[0])).withDiesWithParent(Boolean.parseBoolean(args[1])));
    System.out.println(broker.pid());
    if (System.in.read() < 0) {
      System.err.println("the test has ended");
    }
  }
}
