package dev.mayfly.contracts.job;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code ${secret:name}} in the {@code env} and {@code conf} of a step. */
public final class SecretReferences {
  private static final Pattern FORM = Pattern.compile("\\$\\{secret:([^}]*)}");

  private static final Pattern SOUND =
      Pattern.compile("\\$\\{secret:" + JobSpecReader.NAME.pattern() + "}");
  private static final String BEGIN = "${secret";

  private SecretReferences() {}

  /** The names of all secrets that the job refers to. */
  public static Set<String> in(JobSpec spec) {
    var names = new TreeSet<String>();
    for (JobSpec.Step step : spec.steps()) {
      step.env().values().forEach(v -> collect(v, names));
      step.conf().values().forEach(v -> collect(v, names));
    }
    return names;
  }

  /** The names of all secrets that the text refers to. */
  public static Set<String> in(String text) {
    var names = new TreeSet<String>();
    collect(text, names);
    return names;
  }

  /**
   * What of a text begins like a reference and is none, as {@code ${secret:two words}} or one that
   * is never closed; null when all is well.
   */
  static @Nullable String malformed(String text) {
    int at = SOUND.matcher(text).replaceAll("").indexOf(BEGIN);
    if (at < 0) {
      return null;
    }
    String rest = SOUND.matcher(text).replaceAll("").substring(at);
    int end = rest.indexOf('}');
    return end < 0 ? BEGIN : rest.substring(0, end + 1);
  }

  /** How often a text begins a reference, sound or not. */
  static int begun(CharSequence text) {
    return (int) Pattern.compile(BEGIN, Pattern.LITERAL).matcher(text).results().count();
  }

  static boolean mayBeIn(String text) {
    return text.contains(BEGIN);
  }

  /** The text with every reference replaced by what {@code resolve} gives for its name. */
  public static String resolve(String text, Function<String, String> resolve) {
    return FORM.matcher(text).replaceAll(m -> Matcher.quoteReplacement(resolve.apply(m.group(1))));
  }

  private static void collect(String value, Set<String> names) {
    Matcher m = FORM.matcher(value);
    while (m.find()) {
      names.add(m.group(1));
    }
  }
}
