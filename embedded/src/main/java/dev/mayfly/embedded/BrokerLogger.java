package dev.mayfly.embedded;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes lines of level {@code INFO} and above to standard output, which {@link BrokerMain} has
 * bounded.
 */
final class BrokerLogger extends LegacyAbstractLogger {
  private static final Clock CLOCK = Clock.systemUTC();

  private final boolean info;

  BrokerLogger(String name) {
    this.name = name;
    // Classes of settings print every one of them, over a thousand lines at each start.
    this.info = !name.endsWith("Config");
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return info;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable throwable) {
    StringWriter text = new StringWriter();
    text.append(Instant.now(CLOCK).truncatedTo(ChronoUnit.MILLIS).toString());
    text.append(' ').append(level.toString()).append(' ').append(name).append(": ");
    text.append(MessageFormatter.basicArrayFormat(pattern, arguments));
    if (throwable != null) {
      text.append(System.lineSeparator());
      throwable.printStackTrace(new PrintWriter(text));
    }
    System.out.println(text.toString().stripTrailing());
  }
}
