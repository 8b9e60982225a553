package dev.mayfly.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The two ports of a broker. They are chosen before it starts because the quorum's address must be
 * known in its configuration.
 *
 * @param chosenHere whether at least one was picked as any free port, so that another try may pick
 *     better
 */
record Ports(int broker, int controller, boolean chosenHere) {

  static Ports choose(int broker, int controller) throws IOException {
    // Both sockets are open at once, so that two choices never agree.
    try (ServerSocket first = new ServerSocket(0, 1, loopback());
        ServerSocket second = new ServerSocket(0, 1, loopback())) {
      return new Ports(
          broker == 0 ? first.getLocalPort() : broker,
          controller == 0 ? second.getLocalPort() : controller,
          broker == 0 || controller == 0);
    }
  }

  /** Never a name: what {@code localhost} means differs between machines. */
  static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
