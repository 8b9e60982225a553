package dev.mayfly.standalone;

final class Threads {
  private Threads() {}

  static void start(Runnable work) {
    var thread = new Thread(work, "mayfly-part");
    thread.setDaemon(true);
    thread.start();
  }
}
