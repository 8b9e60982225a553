package dev.mayfly.cli.timeline;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where output goes.
 *
 * @param live a terminal, whose lines can be drawn over
 * @param colour never when {@code NO_COLOR} is set
 * @param width in columns
 */
public record Screen(boolean live, boolean colour, Glyphs glyphs, int width) {
  private static final int DEFAULT_WIDTH = 100;
  private static final int LEAST_WIDTH = 40;

  public static Screen plain() {
    return new Screen(false, false, Glyphs.UNICODE, DEFAULT_WIDTH);
  }

  /** What standard output of this process is. */
  public static Screen detect(Map<String, String> env) {
    boolean terminal = isTerminal(env) && !"dumb".equals(env.get("TERM"));
    boolean colour = terminal && env.getOrDefault("NO_COLOR", "").isEmpty();
    return new Screen(terminal, colour, ofOutput(), terminal ? terminalWidth() : DEFAULT_WIDTH);
  }

  /** The same, at the width that the terminal has now. */
  Screen measured() {
    return live ? new Screen(true, colour, glyphs, terminalWidth()) : this;
  }

  private static Glyphs ofOutput() {
    String encoding =
        System.getProperty(
            "stdout.encoding",
            System.getProperty("sun.stdout.encoding", Charset.defaultCharset().name()));
    return StandardCharsets.UTF_8.name().equalsIgnoreCase(encoding) ? Glyphs.UNICODE : Glyphs.ASCII;
  }

  /**
   * The {@code mayfly} script says so where there is no {@code /proc}: {@code System.console()}
   * asks about standard input too, and in newer JDKs about neither.
   */
  private static boolean isTerminal(Map<String, String> env) {
    if ("1".equals(env.get("MAYFLY_TTY"))) {
      return true;
    }
    return isTerminal(1);
  }

  /** Whether that descriptor of this process is one; false where there is no {@code /proc}. */
  public static boolean isTerminal(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
          .toString()
          .matches("/dev/(pts/\\d+|tty.*|console)");
    } catch (IOException e) {
      return false;
    }
  }

  private static int terminalWidth() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      String[] rowsAndColumns = size.strip().split(" ");
      int columns = rowsAndColumns.length == 2 ? Integer.parseInt(rowsAndColumns[1]) : 0;
      return columns == 0 ? DEFAULT_WIDTH : Math.max(LEAST_WIDTH, columns);
    } catch (IOException | NumberFormatException e) {
      return DEFAULT_WIDTH;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DEFAULT_WIDTH;
    }
  }
}
