package org.lstm4j.data;

/** The rows that a scaler is fitted on. */
final class TrainingRows {
  private TrainingRows() {}

  /** Checks that there are whole rows, at least one, of finite values. */
  static void check(double[] values, int columns) {
    if (columns < 1 || values.length == 0 || values.length % columns != 0) {
      throw new IllegalArgumentException(
          "%d values do not make rows of %d columns".formatted(values.length, columns));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "value %s in row %d is not finite".formatted(values[i], i / columns));
      }
    }
  }
}
