package dev.mayfly.contracts.job;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which known name somebody may have meant. */
public final class NearestName {
  private static final int FARTHEST = 2;

  private NearestName() {}

  /** The known name that is at most two typing errors away, and shares at least a letter. */
  public static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .filter(k -> Math.abs(k.length() - name.length()) <= FARTHEST)
        .filter(k -> distance(name, k) <= Math.min(FARTHEST, k.length() - 1))
        .min(Comparator.comparingInt(k -> distance(name, k)));
  }

  /** Levenshtein's, without regard to case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char left = Character.toLowerCase(a.charAt(i - 1));
        int replaced = diagonal + (left == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
