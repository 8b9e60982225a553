package dev.mayfly.contracts.schedule;

import java.util.BitSet;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of a cron expression, in order: what may stand in each. */
enum CronField {
  SECOND("second", 0, 59, ""),
  MINUTE("minute", 0, 59, ""),
  HOUR("hour", 0, 23, ""),
  DAY_OF_MONTH("day of month", 1, 31, ""),
  MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
  DAY_OF_WEEK("day of week", 0, 7, "SUN MON TUE WED THU FRI SAT");

  private static final Pattern ELEMENT =
      Pattern.compile("(?:\\*|([0-9]{1,2}|[A-Z]{3})(?:-([0-9]{1,2}|[A-Z]{3}))?)(?:/([0-9]{1,3}))?");
  private static final Pattern FROM_THE_END = Pattern.compile("L|LW|L-([1-9]|[12][0-9]|30)");
  private static final Pattern WORKDAY = Pattern.compile("([1-9]|[12][0-9]|3[01])W");
  private static final Pattern OF_THE_MONTH = Pattern.compile("([0-7]|[A-Z]{3})(L|#[1-5])");

  private final String title;
  private final int least;
  private final int most;

  /** Of three letters each, with a space between. */
  private final String names;

  CronField(String title, int least, int most, String names) {
    this.title = title;
    this.least = least;
    this.most = most;
    this.names = names;
  }

  /**
   * @param forSpring the same in the words of Spring, which counts a weekday's steps from Monday
   * @param isAll whether no value is left out
   */
  record Read(String forSpring, boolean isAll) {}

  /**
   * @param text in upper case
   * @throws IllegalArgumentException when it is none; the message says what would be right, worded
   *     so that it follows "is not"
   */
  Read read(String text) {
    if (text.equals("?") && (this == DAY_OF_MONTH || this == DAY_OF_WEEK)) {
      return new Read("*", true);
    }
    var forSpring = new StringJoiner(",");
    var values = new BitSet();
    for (String element : text.split(",", -1)) {
      Matcher m = ELEMENT.matcher(element);
      forSpring.add(m.matches() ? span(m, values) : special(element));
    }
    int all = this == DAY_OF_WEEK ? 7 : most - least + 1;
    return new Read(forSpring.toString(), values.cardinality() == all);
  }

  /** One value, a range or a star, each perhaps with a step. */
  private String span(Matcher m, BitSet values) {
    boolean star = m.group(1) == null;
    boolean stepped = m.group(3) != null;
    int first = star ? least : value(m.group(1), m.group());
    int last = m.group(2) == null ? first : value(m.group(2), m.group());
    if (m.group(2) == null && (star || stepped)) {
      last = this == DAY_OF_WEEK ? 6 : most;
    }
    if (this == DAY_OF_WEEK) {
      // Sunday is 0 where a range begins and 7 where it ends, however it is written
      boolean isWeek = first == 0 && last == 7;
      boolean isDay = first % 7 == last % 7 && !isWeek;
      first = first % 7;
      last = isDay ? first : last == 0 ? 7 : last;
    }
    int step = stepped ? Integer.parseInt(m.group(3)) : 1;
    if (step < 1 || step > most) {
      throw fault(m.group(), "a step of 1 to " + most);
    }
    if (first > last) {
      throw fault(m.group(), "a range upwards; one that goes round is written as two");
    }
    for (int value = first; value <= last; value += step) {
      values.set(this == DAY_OF_WEEK ? value % 7 : value);
    }
    String range = first == last ? "" + first : first + "-" + last;
    return step == 1 ? range : range + "/" + step;
  }

  private String special(String element) {
    if (this == DAY_OF_MONTH
        && (FROM_THE_END.matcher(element).matches() || WORKDAY.matcher(element).matches())) {
      return element;
    }
    Matcher m = OF_THE_MONTH.matcher(element);
    if (this == DAY_OF_WEEK && m.matches()) {
      int day = value(m.group(1), element) % 7;
      return (day == 0 ? 7 : day) + m.group(2);
    }
    String named = names.isEmpty() ? "" : ", as is " + names.substring(4, 7);
    throw fault(
        element,
        "one of *, */2, " + least + ", " + least + "-" + most + named + ", or a list of them");
  }

  private int value(String text, String element) {
    int named = names.indexOf(text);
    if (named >= 0) {
      return least + named / 4;
    }
    if (Character.isDigit(text.charAt(0))) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    String orName = names.isEmpty() ? "" : " or a name as " + names.substring(4, 7);
    throw fault(element, "a value of " + least + " to " + most + orName);
  }

  private IllegalArgumentException fault(String element, String expected) {
    return new IllegalArgumentException(
        "a cron expression: its %s has '%s' where there may be %s"
            .formatted(title, element, expected));
  }
}
