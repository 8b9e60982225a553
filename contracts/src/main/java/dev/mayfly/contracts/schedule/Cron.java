package dev.mayfly.contracts.schedule;

import static dev.mayfly.contracts.schedule.CronField.DAY_OF_MONTH;
import static dev.mayfly.contracts.schedule.CronField.DAY_OF_WEEK;
import static dev.mayfly.contracts.schedule.CronField.HOUR;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.scheduling.support.CronExpression;

/**
 * The local times of a cron expression, without regard to any zone. Where both the day of the month
 * and the day of the week are restricted, either is enough, as in Vixie's cron; Spring's expression
 * wants both, so there are two of it then.
 */
final class Cron {
  private static final String FORMS =
      "a cron expression of five fields (minute, hour, day of month, month, day of week), as"
          + " 0 2 * * *, of six (second first), or one of @hourly, @daily, @weekly, @monthly, @yearly";
  private static final Map<String, String> MACROS =
      Map.of(
          "@YEARLY", "0 0 1 1 *",
          "@ANNUALLY", "0 0 1 1 *",
          "@MONTHLY", "0 0 1 * *",
          "@WEEKLY", "0 0 * * 0",
          "@DAILY", "0 0 * * *",
          "@MIDNIGHT", "0 0 * * *",
          "@HOURLY", "0 * * * *");
  private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Za-z*,/?#@ \\t-]+");
  private static final int LONGEST = 200;
  private static final LocalDateTime ANY = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final int MOST_KEPT = 4_096;
  private static final Map<String, Cron> KEPT = new ConcurrentHashMap<>();

  /** 272 years, in seconds; some expressions are due every 40. */
  private static final long FARTHEST = 64L << 27;

  private final String text;
  private final List<CronExpression> either;
  private final boolean everyHour;

  private Cron(String text, List<CronExpression> either, boolean everyHour) {
    this.text = text;
    this.either = either;
    this.everyHour = everyHour;
  }

  /**
   * @throws IllegalArgumentException when the text is none, or is never due; the message says what
   *     would be right, worded so that it follows "is not"
   */
  static Cron of(String text) {
    Cron known = KEPT.get(text);
    if (known != null) {
      return known;
    }
    Cron read = read(text);
    if (KEPT.size() >= MOST_KEPT) {
      KEPT.clear();
    }
    KEPT.put(text, read);
    return read;
  }

  private static Cron read(String text) {
    Map<CronField, String> fields = fields(text);
    var forSpring = new EnumMap<CronField, String>(CronField.class);
    fields.forEach((field, content) -> forSpring.put(field, field.read(content).forSpring()));
    List<CronExpression> either =
        (isStar(DAY_OF_MONTH, DAY_OF_WEEK, fields) || isStar(DAY_OF_WEEK, DAY_OF_MONTH, fields)
                ? Stream.of(forSpring)
                : Stream.of(starAt(DAY_OF_MONTH, forSpring), starAt(DAY_OF_WEEK, forSpring)))
            .map(f -> CronExpression.parse(String.join(" ", f.values())))
            .filter(e -> e.next(ANY) != null)
            .toList();
    if (either.isEmpty()) {
      throw new IllegalArgumentException(
          "a cron expression that is ever due: no month that it names has such a day");
    }
    return new Cron(
        String.join(" ", fields.values()).replace('?', '*'), either, isAll(HOUR, fields));
  }

  /** In order, in upper case. */
  private static Map<CronField, String> fields(String text) {
    String plain = text.trim().toUpperCase(Locale.ROOT);
    var contents = new ArrayDeque<>(List.of(MACROS.getOrDefault(plain, plain).split("\\s+")));
    boolean isForm = text.length() <= LONGEST && CHARACTERS.matcher(text).matches();
    if (!isForm || contents.size() < 5 || contents.size() > 6) {
      throw new IllegalArgumentException(FORMS);
    }
    if (contents.size() == 5) {
      contents.addFirst("0");
    }
    var fields = new EnumMap<CronField, String>(CronField.class);
    for (CronField field : CronField.values()) {
      fields.put(field, contents.removeFirst());
    }
    return fields;
  }

  /** By its look; one that leaves nothing out counts beside one that has a star, as in croniter. */
  private static boolean isStar(CronField field, CronField other, Map<CronField, String> fields) {
    String content = fields.getOrDefault(field, "");
    return content.equals("*")
        || content.equals("?")
        || (isAll(field, fields) && fields.getOrDefault(other, "").contains("*"));
  }

  private static boolean isAll(CronField field, Map<CronField, String> fields) {
    return field.read(fields.getOrDefault(field, "")).isAll();
  }

  private static Map<CronField, String> starAt(CronField field, Map<CronField, String> fields) {
    var changed = new EnumMap<>(fields);
    changed.put(field, "*");
    return changed;
  }

  /** Six fields in upper case: one form for all ways to write it. */
  String text() {
    return text;
  }

  /** Whether no hour of a day is left out. */
  boolean isEveryHour() {
    return everyHour;
  }

  /** The first after this one. */
  Optional<LocalDateTime> next(LocalDateTime after) {
    return either.stream()
        .map(e -> e.next(after))
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder());
  }

  /** The last before this one: looked for in ever longer spans, then in ever shorter halves. */
  Optional<LocalDateTime> previous(LocalDateTime before) {
    for (long span = 64; span <= FARTHEST; span *= 8) {
      LocalDateTime found = next(before.minusSeconds(span)).orElse(before);
      if (found.isBefore(before)) {
        return Optional.of(last(found, before));
      }
    }
    return Optional.empty();
  }

  /**
   * @param found a due time before the given
   */
  private LocalDateTime last(LocalDateTime found, LocalDateTime before) {
    LocalDateTime none = before;
    while (true) {
      LocalDateTime following = next(found).orElse(before);
      if (!following.isBefore(before)) {
        return found;
      }
      found = following;
      LocalDateTime middle = found.plus(Duration.between(found, none).dividedBy(2));
      LocalDateTime later = next(middle).orElse(before);
      if (later.isBefore(before)) {
        found = later;
      } else {
        none = middle;
      }
    }
  }
}
