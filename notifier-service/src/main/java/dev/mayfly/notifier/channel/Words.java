package dev.mayfly.notifier.channel;

import org.jspecify.annotations.Nullable;

/** What a channel answered, made fit to be shown: one short line without its secret. */
final class Words {
  private static final int SHOWN = 200;

  private Words() {}

  static String of(@Nullable String answer, @Nullable String secret, String instead) {
    if (answer == null) {
      return "";
    }
    String text = answer.strip().replaceAll("\\p{Cntrl}+", " ");
    if (secret != null && !secret.isEmpty()) {
      text = text.replace(secret, instead);
    }
    return text.substring(0, Math.min(text.length(), SHOWN));
  }
}
