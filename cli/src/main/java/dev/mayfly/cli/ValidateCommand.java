package dev.mayfly.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "validate",
    description =
        "Tells all that is wrong with a spec, without an installation. Exit code 2 if anything is.")
final class ValidateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SPEC", description = "The job's spec, YAML or JSON.")
  private Path spec = Path.of("");

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Sets one of the job's params.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(names = "--env", paramLabel = "NAME", description = "One of the spec's environments.")
  private @Nullable String environment;

  @Override
  public Integer call() throws IOException {
    SpecFile.Result result = SpecFile.read(spec, environment, params, "mayfly");
    if (result instanceof SpecFile.Result.Invalid invalid) {
      return printFaults(spec, invalid);
    }
    ((SpecFile.Result.Valid) result).warnings().forEach(w -> System.err.println("warning: " + w));
    System.out.println(spec + " is a valid job spec");
    return 0;
  }

  static int printFaults(Path spec, SpecFile.Result.Invalid invalid) {
    System.err.println(spec + " is no valid job spec; nothing was asked for:");
    invalid.faults().forEach(f -> System.err.println("  - " + f));
    return ExitCodes.REJECTED;
  }
}
