package dev.mayfly.contracts.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

  /** The first so many after 2026-02-27T12:00, a Friday, without their seconds where they are 0. */
  private static List<String> due(String text, int many) {
    return dueAfter(text, "2026-02-27T12:00", many);
  }

  private static List<String> dueAfter(String text, String after, int many) {
    Cron cron = Cron.of(text);
    return Stream.iterate(LocalDateTime.parse(after), at -> cron.next(at).orElseThrow())
        .skip(1)
        .limit(many)
        .map(LocalDateTime::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 2 * * *            | 2026-02-28T02:00 | 2026-03-01T02:00
          */25 * * * *         | 2026-02-27T12:25 | 2026-02-27T12:50
          5/25 * * * *         | 2026-02-27T12:05 | 2026-02-27T12:30
          0 9-17/4 * * *       | 2026-02-27T13:00 | 2026-02-27T17:00
          30 0 2 * * *         | 2026-02-28T02:00:30 | 2026-03-01T02:00:30
          0 0 31 * *           | 2026-03-31T00:00 | 2026-05-31T00:00
          0 0 29 2 *           | 2028-02-29T00:00 | 2032-02-29T00:00
          0 0 * * MON-FRI      | 2026-03-02T00:00 | 2026-03-03T00:00
          0 0 * * mon,Thu      | 2026-03-02T00:00 | 2026-03-05T00:00
          0 0 * * 0            | 2026-03-01T00:00 | 2026-03-08T00:00
          0 0 * * 7            | 2026-03-01T00:00 | 2026-03-08T00:00
          0 0 * * 7-7          | 2026-03-01T00:00 | 2026-03-08T00:00
          0 0 * * FRI-SUN      | 2026-02-28T00:00 | 2026-03-01T00:00
          0 0 * * 5-0          | 2026-02-28T00:00 | 2026-03-01T00:00
          0 0 * * SUN-TUE      | 2026-03-01T00:00 | 2026-03-02T00:00
          0 0 * * 7-2          | 2026-03-01T00:00 | 2026-03-02T00:00
          0 0 * * */3          | 2026-02-28T00:00 | 2026-03-01T00:00
          0 0 1 JAN,jul ?      | 2026-07-01T00:00 | 2027-01-01T00:00
          0 0 ? * 1            | 2026-03-02T00:00 | 2026-03-09T00:00
          @hourly              | 2026-02-27T13:00 | 2026-02-27T14:00
          @Daily               | 2026-02-28T00:00 | 2026-03-01T00:00
          @midnight            | 2026-02-28T00:00 | 2026-03-01T00:00
          @weekly              | 2026-03-01T00:00 | 2026-03-08T00:00
          @monthly             | 2026-03-01T00:00 | 2026-04-01T00:00
          @yearly              | 2027-01-01T00:00 | 2028-01-01T00:00
          @annually            | 2027-01-01T00:00 | 2028-01-01T00:00
          0 0 L * *            | 2026-02-28T00:00 | 2026-03-31T00:00
          0 0 L-2 * *          | 2026-03-29T00:00 | 2026-04-28T00:00
          0 0 15W * *          | 2026-03-16T00:00 | 2026-04-15T00:00
          0 0 LW * *           | 2026-03-31T00:00 | 2026-04-30T00:00
          0 0 1,L * *          | 2026-02-28T00:00 | 2026-03-01T00:00
          0 0 * * FRI#2        | 2026-03-13T00:00 | 2026-04-10T00:00
          0 0 * * 0#1          | 2026-03-01T00:00 | 2026-04-05T00:00
          0 0 * * SUNL         | 2026-03-29T00:00 | 2026-04-26T00:00
          """)
  void isDueWhenItsFieldsSay(String text, String first, String second) {
    assertThat(due(text, 2)).containsExactly(first, second);
  }

  @Test
  void eitherDayIsEnoughWhereBothAreRestricted() {
    assertThat(due("0 0 1,15 * MON", 4))
        .containsExactly(
            "2026-03-01T00:00", "2026-03-02T00:00", "2026-03-09T00:00", "2026-03-15T00:00");
    assertThat(due("0 0 */10 * MON", 3))
        .containsExactly("2026-03-01T00:00", "2026-03-02T00:00", "2026-03-09T00:00");
    assertThat(due("0 0 L * MON", 2)).containsExactly("2026-02-28T00:00", "2026-03-02T00:00");
  }

  @Test
  void aRangeThatLeavesNoDayOutIsNoRestrictionBesideAStar() {
    assertThat(due("0 0 */10 * 0-7", 2)).containsExactly("2026-03-01T00:00", "2026-03-11T00:00");
    assertThat(due("0 0 1-31 * */5", 2)).containsExactly("2026-03-01T00:00", "2026-03-06T00:00");
  }

  @Test
  void aDayThatNeverComesLeavesTheOther() {
    assertThat(due("0 0 30 2 MON", 2)).containsExactly("2027-02-01T00:00", "2027-02-08T00:00");
  }

  @Test
  void aLeapDayIsFoundOverACenturyWithoutOne() {
    assertThat(dueAfter("0 0 29 2 *", "2096-03-01T00:00", 1)).containsExactly("2104-02-29T00:00");
    assertThat(Cron.of("0 0 29 2 *").previous(LocalDateTime.parse("2104-02-29T00:00")))
        .hasValue(LocalDateTime.parse("2096-02-29T00:00"));
  }

  @Test
  void whatIsDueOnceInFortyYearsIsFoundInBothDirections() {
    assertThat(dueAfter("0 0 * 2 MON#5", "2072-02-29T00:00", 1))
        .containsExactly("2112-02-29T00:00");
    assertThat(Cron.of("0 0 * 2 MON#5").previous(LocalDateTime.parse("2112-02-29T00:00")))
        .hasValue(LocalDateTime.parse("2072-02-29T00:00"));
  }

  @Test
  void itsTextIsOneFormForAllWaysToWriteIt() {
    assertThat(Stream.of("@daily", " 0 0  * * * ", "0 0 0 ? * *", "0 0 0 * * ?").map(Cron::of))
        .extracting(Cron::text)
        .containsOnly("0 0 0 * * *");
    assertThat(Cron.of("0 0 * * mon").text()).isEqualTo("0 0 0 * * MON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 * * * *", "0 0-23 * * *", "0 */1 * * *", "0 0/1 * * *", "@hourly"})
  void leavesNoHourOut(String text) {
    assertThat(Cron.of(text).isEveryHour()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 2 * * *", "0 0-22 * * *", "* */2 * * *", "@daily"})
  void leavesHoursOut(String text) {
    assertThat(Cron.of(text).isEveryHour()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          60 2 * * *       | its minute has '60' where there may be a value of 0 to 59
          0 24 * * *       | its hour has '24' where there may be a value of 0 to 23
          0 0 0 * *        | its day of month has '0' where there may be a value of 1 to 31
          0 0 * 13 *       | its month has '13' where there may be a value of 1 to 12 or a name as FEB
          0 0 * FOO *      | its month has 'FOO' where there may be a value of 1 to 12 or a name as FEB
          0 0 * * 8        | its day of week has '8' where there may be a value of 0 to 7 or a name as MON
          0 0 * * MONDAY   | its day of week has 'MONDAY' where there may be one of *, */2, 0, 0-7, as is MON, or a list of them
          0 22-2 * * *     | its hour has '22-2' where there may be a range upwards; one that goes round is written as two
          0 0 * * FRI-MON  | its day of week has 'FRI-MON' where there may be a range upwards; one that goes round is written as two
          */0 * * * *      | its minute has '*/0' where there may be a step of 1 to 59
          */90 * * * *     | its minute has '*/90' where there may be a step of 1 to 59
          1,,2 * * * *     | its minute has '' where there may be one of *, */2, 0, 0-59, or a list of them
          -1 * * * *       | its minute has '-1' where there may be one of *, */2, 0, 0-59, or a list of them
          ? 2 * * *        | its minute has '?' where there may be one of *, */2, 0, 0-59, or a list of them
          0 L * * *        | its hour has 'L' where there may be one of *, */2, 0, 0-23, or a list of them
          0 0 32W * *      | its day of month has '32W' where there may be one of *, */2, 1, 1-31, or a list of them
          0 0 * * MON#6    | its day of week has 'MON#6' where there may be one of *, */2, 0, 0-7, as is MON, or a list of them
          0 0 30 2 *       | ever due: no month that it names has such a day
          0 0 31 4,6,9,11 ? | ever due: no month that it names has such a day
          """)
  void aFaultNamesTheFieldAndWhatWouldBeRight(String text, String expected) {
    assertThatThrownBy(() -> Cron.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a cron expression")
        .hasMessageEndingWith(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "often",
        "* * * *",
        "* * * * * * *",
        "@reboot",
        "@every 5m",
        "0 2 * * \u0661",
        "0 2 * * \u017fUN",
        "0 2 * *\u00a0*"
      })
  void whatIsNoneIsToldTheForms(String text) {
    assertThatThrownBy(() -> Cron.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a cron expression of five fields (minute, hour, day of month");
  }

  @Test
  void aListThatIsTooLongIsNotRead() {
    assertThatThrownBy(() -> Cron.of("0" + ",0".repeat(100_000) + " * * * *"))
        .hasMessageStartingWith("a cron expression of five fields");
  }
}
