package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.contracts.event.RequestEvent.RunRepairRequested;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "repair",
    description = {
      "Asks for a new run that goes on where another has failed.",
      "Steps that had succeeded are kept and not run again; all others run. With --watch the exit code is the outcome, as of `mayfly run`."
    })
final class RepairCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The id of the run that has failed.")
  private String repairs = "";

  @Mixin private Asking asking = new Asking();

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    if (asking.isRefused()) {
      return ExitCodes.USAGE;
    }
    Instant now = clock.instant();
    String id = asking.id("repair", now);
    var request = new RunRepairRequested(id, repairs, System.getProperty("user.name"));
    return asking.ask(connection, id, request, ", which repairs run " + repairs, now);
  }
}
