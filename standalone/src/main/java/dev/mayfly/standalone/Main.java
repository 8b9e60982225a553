package dev.mayfly.standalone;

import dev.mayfly.cli.Mayfly;
import picocli.CommandLine;

/** The {@code mayfly} command with everything in it. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logs.off();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return Mayfly.commandLine()
        .addSubcommand(new DemoCommand())
        .addSubcommand(new UpCommand())
        .addSubcommand(new DownCommand());
  }
}
