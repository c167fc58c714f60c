package org.lstm4j.jmh.startup;

import java.util.Arrays;

/** The middle of several numbers. */
public final class Median {
  private Median() {}

  /**
   * Finds the median of the numbers that are there.
   *
   * @param values the numbers; those that are not a number are left out
   * @return the middle one, or the mean of the two in the middle; not a number if there are none
   */
  public static double of(double... values) {
    double[] sorted =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
