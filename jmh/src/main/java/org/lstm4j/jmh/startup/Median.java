package org.lstm4j.jmh.startup;

import java.util.Arrays;

/** The middle of several numbers. */
public final class Median {
  private Median() {}

  /**
   * Finds the median.
   *
   * @param values the numbers
   * @return the middle one, or the mean of the two in the middle; not a number if there are none
   */
  public static double of(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
