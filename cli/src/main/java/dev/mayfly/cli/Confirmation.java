package dev.mayfly.cli;

import dev.mayfly.cli.timeline.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.Charset;

/** Asks a person before what cannot be taken back. */
final class Confirmation {
  private final boolean person;
  private final BufferedReader in;
  private final PrintStream out;

  /**
   * @param person whether somebody sits there who could answer
   */
  Confirmation(boolean person, Reader in, PrintStream out) {
    this.person = person;
    this.in = new BufferedReader(in);
    this.out = out;
  }

  static Confirmation ofProcess() {
    var in = new InputStreamReader(System.in, Charset.defaultCharset());
    return new Confirmation(Screen.isTerminal(0), in, System.out);
  }

  boolean canBeAsked() {
    return person;
  }

  /** Anything but a yes is a no. */
  boolean isGiven(String question) throws IOException {
    out.print(question + " [y/N] ");
    out.flush();
    String answer = in.readLine();
    return answer != null && answer.strip().matches("(?i)y(es)?");
  }
}
