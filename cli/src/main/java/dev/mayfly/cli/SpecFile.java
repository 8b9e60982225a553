package dev.mayfly.cli;

import dev.mayfly.cli.upload.LocalFiles;
import dev.mayfly.contracts.Fault;
import dev.mayfly.contracts.job.JobSpec;
import dev.mayfly.contracts.job.JobSpecReader;
import dev.mayfly.contracts.job.SpecText;
import dev.mayfly.contracts.schedule.Tick;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A spec on disk, held against the same rules that the scheduler goes by. */
public final class SpecFile {
  private static final Tick ANY_TICK = Tick.dayFrom(Instant.EPOCH, ZoneOffset.UTC);

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

  private static Result read(
      Path file,
      @Nullable String environment,
      Map<String, String> params,
      String bucket,
      @Nullable Tick tick)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      return new Result.Invalid(List.of(new Fault("", file.toString(), "a file with a job spec")));
    }
    if (Files.size(file) > SpecText.LARGEST) {
      return invalid(file, "a spec of at most 256 KiB; it has " + Files.size(file) + " bytes");
    }
    LocalFiles.Plan plan;
    try {
      Path folder = file.toAbsolutePath().resolveSibling("");
      plan = LocalFiles.plan(SpecText.read(Files.readString(file)), folder, bucket);
    } catch (CharacterCodingException e) {
      return invalid(file, "a text in UTF-8");
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      return invalid(file, "YAML or JSON: " + e.getOriginalMessage() + where);
    }
    var faults = new ArrayList<>(plan.faults());
    JobSpecReader.Result result =
        JobSpecReader.read(plan.spec(), environment, params, Map.of("run.id", "RUN"), tick);
    if (result instanceof JobSpecReader.Result.Valid valid && faults.isEmpty()) {
      return new Result.Valid(valid.spec(), plan, valid.warnings());
    }
    if (result instanceof JobSpecReader.Result.Invalid invalid) {
      faults.addAll(invalid.faults());
    }
    return new Result.Invalid(faults);
  }

  private static Result invalid(Path file, String expected) {
    return new Result.Invalid(List.of(new Fault("", file.toString(), expected)));
  }
}
