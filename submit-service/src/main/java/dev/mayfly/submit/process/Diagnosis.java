package dev.mayfly.submit.process;

import dev.mayfly.contracts.FailureClass;
import dev.mayfly.contracts.Outcome;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a driver's end means, from its exit code, the listener inside it and its own last words.
 *
 * @param cause the root cause in its own words, one to a few lines
 */
record Diagnosis(Outcome outcome, @Nullable FailureClass failureClass, @Nullable String cause) {
  private static final int LONGEST_CAUSE = 2000;

  private static final Pattern CRASHED_ON_OOM =
      Pattern.compile("(?:Aborting|Terminating) due to (java\\.lang\\.OutOfMemoryError.*)");
  private static final Pattern OOM = Pattern.compile("(?m)(java\\.lang\\.OutOfMemoryError.*)$");
  private static final Pattern EXECUTOR_OOM =
      Pattern.compile("(?m)(ExecutorLostFailure.*(?:code 52|OutOfMemory|137).*)$");
  private static final List<Pattern> CONFIGURATION =
      List.of(
          Pattern.compile("(?m)^(?:Exception .*)?(Error: Failed to load class .*)$"),
          Pattern.compile("(?m)((?:java\\.lang\\.)?ClassNotFoundException: .*)$"),
          Pattern.compile("(?m)(Error: Missing application resource.*)$"),
          Pattern.compile("(?m)((?:python\\S*: )?can't open file .*)$"),
          Pattern.compile("(?m)(Exception in thread \"main\" .*(?:NoSuchFile|FileNotFound).*)$"),
          Pattern.compile("(?m)(ModuleNotFoundError: .*)$"),
          Pattern.compile("(?m)(Unresolved dependencies.*|unresolved dependency: .*)$"));
  private static final List<Pattern> INFRASTRUCTURE =
      List.of(
          Pattern.compile("(?m)(.*All masters are unresponsive.*)$"),
          Pattern.compile("(?m)(.*Master removed our application.*)$"),
          Pattern.compile("(?m)(.*ExecutorLostFailure.*)$"),
          Pattern.compile("(?m)(.*FetchFailed.*)$"),
          Pattern.compile("(?m)(.*Connection refused: .*spark.*)$"));
  private static final Pattern CAUSED_BY = Pattern.compile("(?m)^Caused by: (.*)$");
  private static final Pattern THROWN = Pattern.compile("(?m)^Exception in thread \\S+ (.*)$");
  private static final Pattern FRAME =
      Pattern.compile(
          "\\n\\s+at ((?!java\\.|jdk\\.|javax\\.|scala\\.|sun\\.|org\\.apache\\.spark\\.|org\\.apache\\.hadoop\\.)\\S+.*)");
  private static final Pattern PYTHON =
      Pattern.compile("Traceback \\(most recent call last\\):\\n(?:[ \\t].*\\n|\\n)+(\\S.*)");

  /**
   * @param exitCode as shells tell it; null when nobody could know
   * @param finished the listener saw the application end; null when there is no listener's word
   * @param log the end of what the driver wrote to its standard error and output
   */
  static Diagnosis of(@Nullable Integer exitCode, @Nullable Boolean finished, String log) {
    if (exitCode == null) {
      return infrastructure(
          "the driver vanished without an exit code, as when its machine goes down");
    }
    if (exitCode == 0) {
      return finished == null || finished
          ? new Diagnosis(Outcome.SUCCEEDED, null, null)
          : failed(
              FailureClass.APPLICATION,
              "the driver ended with exit code 0 while its application was still running");
    }
    String found = first(List.of(CRASHED_ON_OOM, EXECUTOR_OOM), log);
    if (found != null) {
      return failed(FailureClass.OUT_OF_MEMORY, found);
    }
    String thrown = thrown(log);
    if (thrown != null && OOM.matcher(thrown).find()) {
      return failed(FailureClass.OUT_OF_MEMORY, thrown);
    }
    found = first(CONFIGURATION, log);
    if (found != null) {
      return failed(FailureClass.CONFIGURATION, found);
    }
    found = first(INFRASTRUCTURE, log);
    if (found != null) {
      return infrastructure(found);
    }
    if (exitCode == 137 || exitCode == 143) {
      return infrastructure(
          "the driver was killed by someone else than Mayfly (exit code " + exitCode + ")");
    }
    String code = "exit code " + exitCode;
    return failed(FailureClass.APPLICATION, thrown == null ? code : thrown + "\n(" + code + ")");
  }

  private static @Nullable String thrown(String log) {
    String python = last(PYTHON, log);
    int from = 0;
    Matcher main = THROWN.matcher(log);
    String thrown = null;
    while (main.find()) {
      thrown = main.group(1);
      from = main.start();
    }
    if (thrown == null) {
      return python;
    }
    Matcher cause = CAUSED_BY.matcher(log);
    int at = from;
    while (cause.find()) {
      if (cause.start() > from) {
        thrown = cause.group(1);
        at = cause.start();
      }
    }
    Matcher frame = FRAME.matcher(log);
    return frame.find(at) ? thrown + "\n  at " + frame.group(1) : thrown;
  }

  private static @Nullable String first(List<Pattern> patterns, String log) {
    for (Pattern pattern : patterns) {
      String found = last(pattern, log);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable String last(Pattern pattern, String log) {
    Matcher m = pattern.matcher(log);
    String found = null;
    while (m.find()) {
      found = m.group(1).strip();
    }
    return found;
  }

  private static Diagnosis infrastructure(String cause) {
    return failed(FailureClass.INFRASTRUCTURE, cause);
  }

  static Diagnosis failed(FailureClass cls, String cause) {
    String cut = cause.length() <= LONGEST_CAUSE ? cause : cause.substring(0, LONGEST_CAUSE) + "…";
    return new Diagnosis(Outcome.FAILED, cls, cut);
  }
}
