package dev.mayfly.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.contracts.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whenever Ctrl-C comes, nothing of a demo is left but what it has made until then. */
@Tag("slow")
class DemoInterruptedTest {
  @TempDir Path folder;

  enum Phase {
    BROKER_STARTS {
      @Override
      void await(UserCommand demo) {
        demo.awaitProcess("dev.mayfly.embedded.BrokerMain");
      }
    },
    SERVICES_START {
      @Override
      void await(UserCommand demo) {
        demo.awaitPrinted("object storage   http");
      }
    },
    CLUSTER_STARTS {
      @Override
      void await(UserCommand demo) {
        demo.awaitProcess("org.apache.spark.deploy.master.Master");
      }
    },
    DRIVER_RUNS {
      @Override
      void await(UserCommand demo) {
        demo.awaitPrinted(" runs: driver ");
      }
    },
    CLUSTER_STOPS {
      @Override
      void await(UserCommand demo) {
        demo.awaitPrinted(" is being put out");
      }
    };

    abstract void await(UserCommand demo);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftOfADemoThatIsInterruptedWhile(Phase phase)
      throws IOException, InterruptedException {
    try (Traces traces = Traces.of(folder);
        UserCommand demo = UserCommand.start(folder, "demo", "--data", data().toString())) {
      phase.await(demo);
      traces.look();
      demo.signal("INT");

      assertThat(demo.exitCode()).as(demo.printed()).isEqualTo(Outcome.CANCELLED.exitCode());
      assertThat(Processes.mentioning(folder.toString()))
          .as(demo.printed())
          .extracting(Processes::command)
          .isEmpty();
      assertThat(phase == Phase.BROKER_STARTS || !traces.listened().isEmpty()).isTrue();
      assertThat(traces.stillListening()).isEmpty();
      assertThat(files(demo.temporary())).isEmpty();
      assertThat(traces.temporaryFiles()).isEmpty();
      assertThat(demo.printed()).contains("Nothing else is left");
      assertThat(names(data())).isSubsetOf("s3", "logs", "credentials.json");
      assertResultIsWholeOrNotThere(phase);
    }
  }

  /** Spark marks what is whole. */
  private void assertResultIsWholeOrNotThere(Phase phase) throws IOException {
    List<Path> all = files(data().resolve("s3/mayfly/results"));
    List<Path> whole = all.stream().filter(f -> f.endsWith("_SUCCESS")).toList();
    switch (phase) {
      case BROKER_STARTS, SERVICES_START, CLUSTER_STARTS -> assertThat(all).isEmpty();
      // The driver may have been fast enough.
      case DRIVER_RUNS -> assertThat(whole.size()).isBetween(0, 2);
      case CLUSTER_STOPS -> assertThat(whole).isNotEmpty();
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(f -> f.getFileName().toString()).toList();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(f -> !f.equals(folder)).toList();
    }
  }
}
