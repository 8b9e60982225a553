package dev.mayfly.contracts.job;

import dev.mayfly.contracts.Visible;
import dev.mayfly.contracts.job.JobSpec.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * {@code {{ steps.clean.reported.rows }}} in the {@code args}, {@code conf} and {@code env} of a
 * step: what an earlier step has reported, filled in when the driver starts. A path of names and
 * places in lists leads to the value; texts and numbers stand as they are, objects and lists as
 * JSON.
 */
public final class StepReferences {
  private static final String STEPS = "steps.";
  private static final String REPORTED = ".reported.";
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+");
  private static final Pattern MAY_STAND_AT =
      Pattern.compile("steps\\[\\d+]\\.(args\\[|conf\\.|env\\.).*", Pattern.DOTALL);
  private static final int LONGEST_TOLD = 500;

  private final Map<String, JsonNode> reported;
  private final List<String> faults = new ArrayList<>();
  private int room = SpecText.LARGEST;

  private StepReferences(Map<String, JsonNode> reported) {
    this.reported = reported;
  }

  /** One such place. */
  record Reference(String step, String path) {
    @Override
    public String toString() {
      return "{{ " + STEPS + step + REPORTED + path + " }}";
    }
  }

  /**
   * @param faults a sentence for each value that is not there or may not stand where it would; the
   *     step is fit to start when there is none
   */
  public record Filled(Step step, List<String> faults) {}

  /**
   * The step with its references replaced by values. All its texts may grow by {@link
   * SpecText#LARGEST} characters, and none comes to hold a reference to a secret that was not
   * there.
   *
   * @param reported what steps have reported, by their names
   */
  public static Filled fill(Step step, Map<String, JsonNode> reported) {
    var references = new StepReferences(reported);
    List<String> args = step.args().stream().map(references::filled).toList();
    Step filled = step.with(args, references.filled(step.conf()), references.filled(step.env()));
    return new Filled(filled, List.copyOf(references.faults));
  }

  static boolean isMeant(String name) {
    return name.startsWith(STEPS);
  }

  /** What would be right at a path of a spec; null when the name may stand there. */
  static @Nullable String expected(String name, String path) {
    if (parse(name) == null) {
      return "a reference such as {{ steps.clean.reported.rows }}";
    }
    return MAY_STAND_AT.matcher(path).matches()
        ? null
        : "in its place: what a step reports is known in args, conf and env of a later step";
  }

  static List<Reference> in(String text) {
    var found = new ArrayList<Reference>();
    Matcher m = Templates.PLACE.matcher(text);
    while (m.find()) {
      Reference reference = parse(m.group(1).trim());
      if (reference != null) {
        found.add(reference);
      }
    }
    return found;
  }

  private static @Nullable Reference parse(String name) {
    int at = name.indexOf(REPORTED);
    if (!isMeant(name) || at < STEPS.length()) {
      return null;
    }
    String step = name.substring(STEPS.length(), at);
    String path = name.substring(at + REPORTED.length());
    return JobSpecReader.NAME.matcher(step).matches() && PATH.matcher(path).matches()
        ? new Reference(step, path)
        : null;
  }

  private Map<String, String> filled(Map<String, String> texts) {
    var result = new LinkedHashMap<String, String>();
    texts.forEach((name, text) -> result.put(name, filled(text)));
    return result;
  }

  private String filled(String text) {
    if (in(text).isEmpty()) {
      return text;
    }
    var filled = new StringBuilder();
    Matcher m = Templates.PLACE.matcher(text);
    while (m.find() && room >= 0) {
      Reference reference = parse(m.group(1).trim());
      String value = reference == null ? m.group() : value(reference);
      room -= value.length();
      m.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    m.appendTail(filled);
    if (room < 0) {
      faults.add("what earlier steps reported makes the texts of this one longer than 256 KiB");
    } else if (SecretReferences.begun(filled) > SecretReferences.begun(text)) {
      faults.add("'" + told(text) + "' would come to hold a reference to a secret");
    }
    return filled.toString();
  }

  private String value(Reference reference) {
    JsonNode all = reported.get(reference.step());
    JsonNode value = all == null ? MissingNode.getInstance() : all;
    for (String name : reference.path().split("\\.")) {
      value =
          value.isArray() && name.matches("\\d{1,9}")
              ? value.path(Integer.parseInt(name))
              : value.path(name);
    }
    if (value.isMissingNode() || value.isNull()) {
      faults.add(
          reference
              + " has no value: step "
              + reference.step()
              + " reported "
              + (all == null ? "nothing" : told(all.toString())));
      return "";
    }
    String text = value.isString() ? value.asString() : value.toString();
    if (text.indexOf('\0') >= 0) {
      faults.add(reference + " is not " + ConfRules.NO_NUL);
    }
    return text;
  }

  private static String told(String text) {
    return Visible.of(text, LONGEST_TOLD);
  }
}
