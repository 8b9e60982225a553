package dev.mayfly.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final TopicPartition INBOX = new TopicPartition("inbox", 0);

  private final Positions positions = new Positions();

  @BeforeEach
  void tenAreFetchedAndFiveHandled() {
    positions.fetched(INBOX, 9);
    positions.handled(INBOX, 4);
  }

  @Test
  void anEndIsPassedWhateverWasFetchedAfterIt() {
    assertThat(positions.passed(INBOX, 5)).isTrue();
    assertThat(positions.passed(INBOX, 6)).isFalse();
    assertThat(positions.allHandled()).isFalse();
  }

  @Test
  void whatMayNotBePartOfARestoredStateHasPassedNothing() {
    positions.restored();
    assertThat(positions.passed(INBOX, 5)).isFalse();
  }

  @Test
  void nothingIsPassedOnceReadingStartsOverElsewhere() {
    positions.moved(INBOX);
    assertThat(positions.passed(INBOX, 5)).isFalse();
  }

  @Test
  void theEndOfAnEmptyTopicIsPassedFromTheBeginning() {
    assertThat(new Positions().passed(INBOX, 0)).isTrue();
  }
}
