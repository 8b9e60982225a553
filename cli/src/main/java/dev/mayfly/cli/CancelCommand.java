package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.Inbox;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Asks for the end of a run; its cluster is put out too.")
final class CancelCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  private String runId = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "For those who are told.")
  private @Nullable String reason;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Override
  public Integer call() throws IOException {
    var request = new RunCancelRequested(runId, reason, System.getProperty("user.name"));
    new Inbox(connection.bootstrapServers(), connection.topics())
        .put(runId, request, Clock.systemUTC().instant());
    System.out.println(
        "asked for the end of run "
            + runId
            + "; `mayfly show "
            + runId
            + "` tells when it is over");
    return 0;
  }
}
