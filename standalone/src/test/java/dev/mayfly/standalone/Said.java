package dev.mayfly.standalone;

import dev.mayfly.cli.connection.RunFeed;
import dev.mayfly.contracts.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** All that the services of an installation have said. */
final class Said implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final RunFeed feed;
  private final Consumer<Event> listener;
  private final Supplier<String> evidence;
  private final List<Event> events = new ArrayList<>();

  /**
   * @param listener is told each event once, by a thread that asks here
   * @param evidence of how the services are, for when something is not said in time
   */
  Said(RunFeed feed, Consumer<Event> listener, Supplier<String> evidence) {
    this.feed = feed;
    this.listener = listener;
    this.evidence = evidence;
  }

  /** The first that was or will be said. */
  <T extends Event> T await(Class<T> type, Predicate<T> which) {
    String what = "a " + type.getSimpleName();
    try {
      Awaitility.await(what)
          .atMost(LONGEST)
          .pollInterval(Duration.ofMillis(20))
          .pollInSameThread()
          .until(() -> !all(type, which).isEmpty());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("never said: " + what + "; " + evidence.get(), e);
    }
    return all(type, which).get(0);
  }

  /** What was said until now. */
  synchronized <T extends Event> List<T> all(Class<T> type, Predicate<T> which) {
    take();
    return events.stream().filter(type::isInstance).map(type::cast).filter(which).toList();
  }

  @Override
  public void close() {
    feed.close();
  }

  private void take() {
    try {
      List<Event> more = feed.poll(Duration.ofMillis(20));
      while (!more.isEmpty()) {
        events.addAll(more);
        more.forEach(listener);
        more = feed.poll(Duration.ofMillis(20));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
