package org.lstm4j.samples.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody who mistyped may have meant. */
final class NearestWord {
  private static final int MOST_EDITS = 2;

  private NearestWord() {}

  static Optional<String> to(String typed, Collection<String> words) {
    return words.stream()
        .filter(word -> edits(typed, word) <= Math.min(MOST_EDITS, word.length() - 2))
        .min(Comparator.comparingInt(word -> edits(typed, word)));
  }

  /**
   * The fewest insertions, deletions, replacements and swaps of neighbours from one to the other.
   */
  private static int edits(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
