package dev.mayfly.embedded;

import java.io.IOException;

/** The broker ended because somebody else listens on one of its ports. */
final class PortTakenException extends IOException {
  PortTakenException(String message) {
    super(message);
  }
}
