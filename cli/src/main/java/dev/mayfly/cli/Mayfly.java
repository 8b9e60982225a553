package dev.mayfly.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The root command. Other modules may add commands of their own to {@link #commandLine()}. */
@Command(
    name = "mayfly",
    version = "mayfly 0.1.0",
    mixinStandardHelpOptions = true,
    description = "Apache Spark jobs on clusters that live only as long as the job.",
    subcommands = {
      RunCommand.class,
      RepairCommand.class,
      ExplainCommand.class,
      DeployCommand.class,
      BackfillCommand.class,
      JobCommands.Jobs.class,
      JobCommands.Pause.class,
      JobCommands.Resume.class,
      JobCommands.Undeploy.class,
      CancelCommand.class,
      RunsCommand.class,
      ShowCommand.class,
      LogsCommand.class,
      CostsCommand.class,
      ValidateCommand.class,
      TopicsCommand.class,
      DltCommand.class,
      HelpCommand.class
    })
public final class Mayfly {

  public static CommandLine commandLine() {
    return new CommandLine(new Mayfly())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Mayfly::usage)
        .setExecutionExceptionHandler(Mayfly::failed);
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  private static int usage(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return ExitCodes.USAGE;
  }

  /** What people can mend is told in one sentence; only a bug gets a stack trace. */
  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
    PrintWriter err = command.getErr();
    if (e instanceof IOException) {
      err.println(e.getMessage());
      return ExitCodes.UNAVAILABLE;
    }
    e.printStackTrace(err);
    err.println("This is a bug in mayfly; please report it with the lines above.");
    return ExitCodes.SOFTWARE;
  }
}
