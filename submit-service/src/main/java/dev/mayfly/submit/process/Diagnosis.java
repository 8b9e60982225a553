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

  // A job may write anything: each of these takes a time that grows with the log, not its square.
  private static final Pattern CRASHED_ON_OOM =
      Pattern.compile("(?:Aborting|Terminating) due to (java\\.lang\\.OutOfMemoryError.*)");
  private static final Pattern OOM = Pattern.compile("(?m)(java\\.lang\\.OutOfMemoryError.*)$");
  private static final Pattern EXECUTOR_OOM =
      Pattern.compile("(?m)(ExecutorLostFailure.*(?:code 52\\b|OutOfMemory|OOMKilled).*)$");

  /** What spark-submit and Python say before there is an application. */
  private static final List<Pattern> NOT_STARTED =
      List.of(
          Pattern.compile("(?m)^(Error: Failed to load class .*)$"),
          Pattern.compile("(?m)^(Error: Missing application resource.*)$"),
          Pattern.compile("(?m)^((?:\\S+: )?can't open file .*)$"));

  private static final List<Pattern> CONFIGURATION =
      List.of(
          Pattern.compile("(?m)((?:java\\.lang\\.)?ClassNotFoundException: .*)$"),
          Pattern.compile("(?m)(Exception in thread \"main\" .*(?:NoSuchFile|FileNotFound).*)$"),
          Pattern.compile("(?m)^(ModuleNotFoundError: .*)$"),
          Pattern.compile("(?m)(Unresolved dependencies.*|unresolved dependency: .*)$"));
  private static final List<Pattern> NO_MASTER =
      List.of(
          Pattern.compile("(?m)^(.*All masters are unresponsive.*)$"),
          Pattern.compile("(?m)^(.*Master removed our application.*)$"));
  private static final List<Pattern> INFRASTRUCTURE =
      List.of(
          Pattern.compile("(?m)^(.*ExecutorLostFailure.*)$"),
          Pattern.compile("(?m)^(.*FetchFailed.*)$"),
          Pattern.compile("(?m)^(.*Connection refused: .*spark.*)$"));
  private static final Pattern CAUSED_BY = Pattern.compile("(?m)^Caused by: (.*)$");
  private static final Pattern THROWN =
      Pattern.compile("(?m)^Exception in thread \"[^\"]*\" (.*)$");
  private static final Pattern LAST_WORDS =
      Pattern.compile("(?m)^(?:Exception in thread |Traceback \\(most recent call last\\):)");

  /** What counts as last words where the exception itself was not printed. */
  private static final Pattern GIVEN_UP =
      Pattern.compile("(?m)^(?:ModuleNotFoundError: |.*Job aborted due to stage failure: )");

  private static final Pattern FRAME =
      Pattern.compile(
          "\\n[ \\t]+at ((?!java\\.|jdk\\.|javax\\.|scala\\.|sun\\.|org\\.apache\\.spark\\.|org\\.apache\\.hadoop\\.)\\S+.*)");
  private static final Pattern TRACEBACK =
      Pattern.compile("Traceback \\(most recent call last\\):\\n");
  private static final Pattern NOT_INDENTED = Pattern.compile("(?m)^(\\S.*)$");

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
    String lastWords = lastWords(log);
    String found = last(CRASHED_ON_OOM, log);
    if (found == null) {
      found = last(EXECUTOR_OOM, lastWords);
    }
    if (found != null) {
      return failed(FailureClass.OUT_OF_MEMORY, found);
    }
    String thrown = thrown(log);
    if (thrown != null && OOM.matcher(thrown).find()) {
      return failed(FailureClass.OUT_OF_MEMORY, thrown);
    }
    found = first(NOT_STARTED, log);
    if (found == null) {
      found = first(CONFIGURATION, lastWords);
    }
    if (found != null) {
      return failed(FailureClass.CONFIGURATION, found);
    }
    found = first(NO_MASTER, log);
    if (found == null) {
      found = first(INFRASTRUCTURE, lastWords);
    }
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

  /**
   * What the driver died of, from where it says so: what it lived through (a task tried again, a
   * warning with a stack trace) is before. Empty when it says nothing.
   */
  private static String lastWords(String log) {
    int from = lastStart(LAST_WORDS, log);
    return log.substring(from < log.length() ? from : lastStart(GIVEN_UP, log));
  }

  private static int lastStart(Pattern pattern, String log) {
    Matcher m = pattern.matcher(log);
    int from = log.length();
    while (m.find()) {
      from = m.start();
    }
    return from;
  }

  private static @Nullable String thrown(String log) {
    String python = raised(log);
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

  /** What follows the last traceback: the first line that is not indented. */
  private static @Nullable String raised(String log) {
    Matcher traceback = TRACEBACK.matcher(log);
    Matcher line = NOT_INDENTED.matcher(log);
    String raised = null;
    while (traceback.find()) {
      raised = line.find(traceback.end()) ? line.group(1).strip() : raised;
    }
    return raised;
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
