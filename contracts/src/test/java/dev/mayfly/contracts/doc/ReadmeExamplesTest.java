package dev.mayfly.contracts.doc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.envelope.Inbox;
import dev.mayfly.contracts.envelope.Inbox.Read.Request;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import dev.mayfly.contracts.job.JobSpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever copies a line out of docs/contracts/README.md gets a run. */
class ReadmeExamplesTest {
  private static final Pattern ECHO = Pattern.compile("(?m)^echo '(\\{.*})' \\|");

  private static List<Object> requests() throws IOException {
    String readme = Files.readString(SchemaFiles.FOLDER.resolveSibling("README.md"));
    return ECHO.matcher(readme)
        .results()
        .map(m -> Inbox.read(Map.of(), m.group(1).getBytes(UTF_8)))
        .map(read -> (Object) ((Request) read).event())
        .toList();
  }

  @Test
  void everyEchoedLineIsARequest() throws IOException {
    assertThat(requests())
        .extracting(Object::getClass)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsExactly(JobRequested.class, RunCancelRequested.class, JobRequested.class);
  }

  @Test
  void everyEchoedSpecIsValid() throws IOException {
    var jobs = requests().stream().filter(JobRequested.class::isInstance).toList();
    assertThat(jobs)
        .hasSize(2)
        .allSatisfy(
            job ->
                assertThat(
                        JobSpecReader.read(
                            ((JobRequested) job).spec(), null, Map.of(), Map.of("run.id", "r")))
                    .isInstanceOf(JobSpecReader.Result.Valid.class));
  }
}
