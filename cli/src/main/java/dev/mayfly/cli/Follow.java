package dev.mayfly.cli;

import dev.mayfly.cli.connection.ConnectionOptions;
import dev.mayfly.cli.connection.Inbox;
import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.cli.timeline.Timeline;
import dev.mayfly.cli.view.RunBook;
import dev.mayfly.cli.view.RunView;
import dev.mayfly.contracts.Outcome;
import dev.mayfly.contracts.event.Event;
import dev.mayfly.contracts.event.RequestEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Follows one run to its outcome, and a moment longer to hear who was told. */
public final class Follow {
  private static final Duration BEAT = Duration.ofMillis(150);
  private static final Duration FOR_NOTIFICATIONS = Duration.ofSeconds(2);

  private final RunFeed feed;
  private final Timeline timeline;
  private final Clock clock;
  private final RunBook book = new RunBook();
  private RunView run;

  public Follow(RunFeed feed, String runId, Timeline timeline, Clock clock) {
    this.feed = feed;
    this.timeline = timeline;
    this.clock = clock;
    this.run = RunView.of(runId);
  }

  /**
   * Puts the request into the inbox, and returns the run that it asks for when that is over.
   *
   * @param mayBeKnown whether the run may have been asked for before: then its past is part of the
   *     answer
   */
  static RunView asked(
      ConnectionOptions connection,
      String runId,
      boolean mayBeKnown,
      RequestEvent request,
      Timeline timeline,
      Clock clock)
      throws IOException {
    String servers = connection.bootstrapServers();
    try (RunFeed feed =
        mayBeKnown
            ? RunFeed.fromBeginning(servers, connection.topics())
            : RunFeed.fromNow(servers, connection.topics())) {
      new Inbox(servers, connection.topics()).put(runId, request, clock.instant());
      return new Follow(feed, runId, timeline, clock).toTheEnd();
    }
  }

  /** Returns the run when it is over. */
  public RunView toTheEnd() throws IOException {
    while (!run.isOver()) {
      beat();
    }
    Instant latest = clock.instant().plus(FOR_NOTIFICATIONS);
    while (!isTold() && clock.instant().isBefore(latest)) {
      beat();
    }
    timeline.end(run, clock.instant());
    return run;
  }

  private void beat() throws IOException {
    for (Event event : feed.poll(BEAT)) {
      book.apply(event)
          .filter(view -> view.runId().equals(run.runId()))
          .ifPresent(
              view -> {
                run = view;
                timeline.on(event, view);
              });
    }
    timeline.tick(run, clock.instant());
  }

  private boolean isTold() {
    Outcome outcome = run.outcome().orElseThrow();
    long channels =
        run.spec().stream()
            .flatMap(s -> s.notifications().stream())
            .filter(n -> n.on().contains(outcome))
            .flatMap(n -> n.channels().stream())
            .distinct()
            .count();
    return run.notifications().size() >= channels;
  }
}
