package dev.mayfly.standalone;

/** What is done when a service cannot go on: the whole installation ends, and says why. */
final class GivenUp {
  private GivenUp() {}

  static void exit(int code, String reason) {
    System.err.println(reason);
    // Exiting waits for the shutdown hooks, and they for the thread that called us.
    Threads.start(() -> System.exit(code));
  }
}
