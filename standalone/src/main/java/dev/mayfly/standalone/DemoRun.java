package dev.mayfly.standalone;

import dev.mayfly.cli.Follow;
import dev.mayfly.cli.RunIds;
import dev.mayfly.cli.SpecFile;
import dev.mayfly.cli.connection.Bucket;
import dev.mayfly.cli.connection.Inbox;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.timeline.Screen;
import dev.mayfly.cli.timeline.Timeline;
import dev.mayfly.cli.upload.Upload;
import dev.mayfly.cli.view.RunBook;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.event.RequestEvent.JobRequested;
import dev.mayfly.contracts.event.RequestEvent.RunCancelRequested;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one run of a demo: from asking for it to nothing left of it. */
final class DemoRun {
  private static final Duration FOR_TEARDOWN = Duration.ofSeconds(20);

  private final Layout layout;
  private final Installation installation;
  private final Clock clock;
  private final PrintStream out;
  private @Nullable String asked;
  private boolean over;

  DemoRun(Layout layout, Installation installation, Clock clock, PrintStream out) {
    this.layout = layout;
    this.installation = installation;
    this.clock = clock;
    this.out = out;
  }

  /** Returns when the run is over. */
  RunView run(Screen screen) throws IOException {
    SpecFile.Result read = SpecFile.read(layout.birds(), null, Map.of(), Installation.BUCKET);
    if (!(read instanceof SpecFile.Result.Valid valid)) {
      throw new IOException(layout.birds() + " is wrong: " + read);
    }
    try (var bucket = new Bucket(installation.storage())) {
      for (Upload upload : valid.plan().uploads()) {
        bucket.putIfMissing(upload.file(), upload.key());
      }
    }
    String servers = installation.bootstrapServers();
    Instant now = clock.instant();
    String runId = RunIds.next(valid.spec().name(), now);
    try (RunFeed feed = RunFeed.fromNow(servers, installation.topics())) {
      asked = runId;
      new Inbox(servers, installation.topics())
          .put(
              runId,
              new JobRequested(
                  runId, null, valid.plan().spec(), Map.of(), null, "mayfly demo", null),
              now);
      RunView run = new Follow(feed, runId, Timeline.on(out, screen, now), clock).toTheEnd();
      over = true;
      return run;
    }
  }

  /** Ends what there is, in whatever phase. */
  void end() {
    String runId = asked;
    if (runId != null && !over && installation.brokerAlive()) {
      out.println();
      out.println("Stopping: the run is cancelled, and its cluster put out.");
      cancel(runId);
    }
    installation.close();
    Installation.endJobs(layout);
  }

  private void cancel(String runId) {
    Instant latest = clock.instant().plus(FOR_TEARDOWN);
    String servers = installation.bootstrapServers();
    try (RunFeed feed = RunFeed.fromBeginning(servers, installation.topics())) {
      new Inbox(servers, installation.topics())
          .put(runId, new RunCancelRequested(runId, "Ctrl-C", "mayfly demo"), clock.instant());
      var book = new RunBook();
      while (book.find(runId).filter(RunView::isOver).isEmpty()
          && clock.instant().isBefore(latest)) {
        feed.poll(Duration.ofMillis(100)).forEach(book::apply);
      }
    } catch (IOException | RuntimeException e) {
      out.println("The run could not be cancelled in order (" + e + "); its processes are killed.");
    }
  }
}
