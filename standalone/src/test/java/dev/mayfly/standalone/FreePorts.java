package dev.mayfly.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for what is started later. Below those that Linux gives to whoever asks for any, so that
 * none of the many processes of a test is given one of them meanwhile.
 */
final class FreePorts {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 30_000;
  private static final int MOST_TRIES = 1_000;

  private FreePorts() {}

  /** So many; the first. */
  static int inARow(int many) throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - many);
      if (areFree(first, many)) {
        return first;
      }
    }
    throw new IOException("no " + many + " ports in a row are free");
  }

  private static boolean areFree(int first, int many) throws IOException {
    try {
      for (int port = first; port < first + many; port++) {
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      }
      return true;
    } catch (BindException e) {
      return false;
    }
  }
}
