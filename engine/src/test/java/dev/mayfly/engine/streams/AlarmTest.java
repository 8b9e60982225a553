package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private long now = 1_000;
  private long wait;
  private @Nullable Punctuator scheduled;
  private boolean isDone;
  private final Alarm alarm = new Alarm(context(), this::ring, by -> {});

  private ProcessingContext context() {
    return (ProcessingContext)
        Proxy.newProxyInstance(
            ProcessingContext.class.getClassLoader(),
            new Class<?>[] {ProcessingContext.class},
            (proxy, method, args) -> {
              if (method.getName().equals("currentSystemTimeMs")) {
                return now;
              }
              wait = ((Duration) args[0]).toMillis();
              scheduled = (Punctuator) args[2];
              Cancellable cancellable = () -> scheduled = null;
              return cancellable;
            });
  }

  private void ring() {
    if (isDone) {
      alarm.done();
    } else {
      alarm.setAgain();
    }
  }

  private void wakeAfter(long millis) {
    now += millis;
    assertThat(scheduled).isNotNull().satisfies(p -> p.punctuate(now));
  }

  @Test
  void ringsAtTheEarliestOfTheTimesThatItIsSetTo() {
    alarm.setBy(Instant.ofEpochMilli(now + 50));
    assertThat(wait).isEqualTo(50);
    alarm.setBy(Instant.ofEpochMilli(now + 90));
    assertThat(wait).isEqualTo(50);
    alarm.setBy(Instant.ofEpochMilli(now - 7));
    assertThat(wait).isEqualTo(1);
  }

  @Test
  void ofWhatCannotBeDoneYetItAsksMoreSeldomTheLongerThatIsSo() {
    alarm.setBy(Instant.ofEpochMilli(now));
    wakeAfter(1);
    assertThat(wait).isEqualTo(1);
    wakeAfter(100);
    assertThat(wait).isEqualTo(25);
    wakeAfter(10_000);
    assertThat(wait).isEqualTo(250);
  }

  @Test
  void howOftenItRangMeanwhileIsNoReason() {
    alarm.setBy(Instant.ofEpochMilli(now));
    for (int i = 0; i < 100; i++) {
      alarm.setBy(Instant.ofEpochMilli(now));
      wakeAfter(0);
    }
    assertThat(wait).isEqualTo(1);
  }

  @Test
  void onceItIsDoneTheNextIsAskedForAtOnceAgain() {
    alarm.setBy(Instant.ofEpochMilli(now));
    wakeAfter(1);
    wakeAfter(1_000);
    isDone = true;
    wakeAfter(250);
    isDone = false;
    alarm.setBy(Instant.ofEpochMilli(now));
    wakeAfter(1);
    assertThat(wait).isEqualTo(1);
  }
}
