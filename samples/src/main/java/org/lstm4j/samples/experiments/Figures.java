package org.lstm4j.samples.experiments;

import java.util.Locale;

/** Numbers and arrays as the reports show them. */
final class Figures {
  private Figures() {}

  /** A loss with six digits that matter: 0.000123456, 0.139785, 276.661. */
  static String loss(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.3f" : "%.6f", value);
  }

  /** A share as a percentage with two decimals. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static double[] doubles(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[i];
    }
    return copy;
  }

  static float[] floats(double[] values) {
    float[] copy = new float[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) values[i];
    }
    return copy;
  }

  /** Mean of squared differences of neighbours: the loss of "next = last". */
  static double naiveMeanSquare(float[] series, int firstTarget) {
    double sum = 0;
    for (int t = firstTarget; t < series.length; t++) {
      double d = (double) series[t] - series[t - 1];
      sum += d * d;
    }
    return sum / (series.length - firstTarget);
  }
}
