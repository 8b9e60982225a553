package dev.mayfly.cli;

import dev.mayfly.cli.upload.LocalFiles;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.schedule.Tick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A spec on disk, laid over what its folder shares, and held against the same rules that the
 * scheduler goes by.
 */
public final class SpecFile {
  /** For templates that name a tick, where none is at hand. */
  static final Tick ANY_TICK = Tick.dayFrom(Instant.EPOCH, ZoneOffset.UTC);

  private SpecFile() {}

  /** What can be sent, or all that is wrong. */
  public sealed interface Result {
    /**
     * @param spec resolved, for its name and channels; what is sent is the plan's
     */
    record Valid(JobSpec spec, LocalFiles.Plan plan, List<String> warnings) implements Result {}

    record Invalid(List<Fault> faults) implements Result {}
  }

  /** To be run now: there is no tick that its templates could name. */
  public static Result read(
      Path file, @Nullable String environment, Map<String, String> params, String bucket)
      throws IOException {
    return read(file, environment, params, bucket, null);
  }

  /** To be run by its name; its templates may name the tick. */
  public static Result readToDeploy(Path file, @Nullable String environment, String bucket)
      throws IOException {
    return read(file, environment, Map.of(), bucket, ANY_TICK);
  }

  /**
   * @param tick null: a template that names a tick is a fault
   */
  static Result read(
      Path file,
      @Nullable String environment,
      Map<String, String> params,
      String bucket,
      @Nullable Tick tick)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      return new Result.Invalid(List.of(new Fault("", file.toString(), "a file with a job spec")));
    }
    SpecTree tree = SpecTree.read(file);
    Path folder = file.toAbsolutePath().resolveSibling("");
    SharedDefaults defaults = SharedDefaults.beside(file);
    var faults = new ArrayList<>(tree.faults());
    faults.addAll(defaults.faults());
    if (!faults.isEmpty()) {
      return new Result.Invalid(faults);
    }
    LocalFiles.Plan plan = LocalFiles.plan(defaults.under(tree.node()), folder, bucket);
    faults.addAll(plan.faults());
    JobSpecReader.Result result =
        JobSpecReader.read(plan.spec(), environment, params, Map.of("run.id", "RUN"), tick);
    if (result instanceof JobSpecReader.Result.Valid valid && faults.isEmpty()) {
      var warnings = new ArrayList<>(defaults.warnings());
      warnings.addAll(valid.warnings());
      return new Result.Valid(valid.spec(), plan, warnings);
    }
    if (result instanceof JobSpecReader.Result.Invalid invalid) {
      faults.addAll(invalid.faults());
    }
    return new Result.Invalid(faults);
  }
}
