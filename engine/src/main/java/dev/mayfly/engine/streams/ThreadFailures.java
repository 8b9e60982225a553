package dev.mayfly.engine.streams;

import dev.mayfly.engine.streams.TopicIdentity.MadeAgainException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread after a failure of Kafka that passes, with a pause, at most five times;
 * ends the process after every other, since a thread that fails again and again hides what is
 * wrong. What passes, too, is a transaction that the broker has ended by its time-out while this
 * process stood still: of that Kafka Streams does not make a fenced thread, as of all its kin. And
 * that no topic of its own can be made, since each broker is fenced for a moment after it stood
 * still.
 */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ThreadFailures.class);
  private static final int MOST = 5;

  private final FatalExit exit;
  private final String group;
  private final Duration pause;
  private final AtomicInteger replaced = new AtomicInteger();

  ThreadFailures(FatalExit exit, String group, Duration pause) {
    this.exit = exit;
    this.group = group;
    this.pause = pause;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    InvalidOffsetException lost = find(failure, InvalidOffsetException.class);
    MadeAgainException madeAgain = find(failure, MadeAgainException.class);
    if (lost != null) {
      log.error("offsets are missing", failure);
      exit.exit(FatalExit.OPERATOR, lostOffsets(lost));
    } else if (madeAgain != null) {
      log.error("an input topic is another one", failure);
      exit.exit(FatalExit.OPERATOR, madeAgain(madeAgain));
    } else if (find(failure, MissingSourceTopicException.class) != null) {
      log.error("an input topic is missing", failure);
      exit.exit(FatalExit.OPERATOR, "An input topic is gone: " + failure.getMessage());
    } else if (isPassing(failure) && replaced.incrementAndGet() <= MOST) {
      log.warn(
          "Kafka failed in a way that passes; the stream thread is replaced ({} of {})",
          replaced.get(),
          MOST,
          failure);
      pause();
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    } else {
      log.error("the stream thread failed", failure);
      exit.exit(FatalExit.RESTART, "Deciding failed: " + failure);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static boolean isPassing(Throwable failure) {
    return find(failure, RetriableException.class) != null
        || find(failure, InvalidTxnStateException.class) != null
        || find(failure, InvalidReplicationFactorException.class) != null;
  }

  private String lostOffsets(InvalidOffsetException lost) {
    return "The group "
        + group
        + " has no valid offset on "
        + lost.partitions()
        + ", so records may have been lost, and nothing is decided until a person has looked. For a"
        + " new installation run `mayfly topics create`, which sets them. After a loss, accept what"
        + " is left with"
        + fromTheBeginning()
        + "; what was decided before is known and not done twice";
  }

  private String madeAgain(MadeAgainException madeAgain) {
    return "Topics were "
        + madeAgain.getMessage()
        + "; nothing of the new ones was decided. Have each read from its beginning with"
        + fromTheBeginning()
        + ", then start the service";
  }

  private String fromTheBeginning() {
    return " `kafka-consumer-groups.sh --group "
        + group
        + " --topic <topic> --reset-offsets --to-earliest --execute`";
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
