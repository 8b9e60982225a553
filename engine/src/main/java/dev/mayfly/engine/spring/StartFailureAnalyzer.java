package dev.mayfly.engine.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * A service that does not start because of its settings or its topics says so in the sentence that
 * names them; a stack trace would only hide it. What is not Mayfly's own refusal keeps its trace.
 */
final class StartFailureAnalyzer implements FailureAnalyzer {

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean refused =
        root instanceof IllegalArgumentException || root instanceof IllegalStateException;
    StackTraceElement[] at = root.getStackTrace();
    String message = root.getMessage();
    if (!refused
        || message == null
        || at.length == 0
        || !at[0].getClassName().startsWith("dev.mayfly.")) {
      return null;
    }
    return new FailureAnalysis(message, "Mend that, then start the service again.", failure);
  }
}
