package org.lstm4j.data;

import java.util.Arrays;

/**
 * {@code y = (x − min) / (max − min + margin)} per column, so that the fitted rows lie in [0, 1].
 */
public final class MinMaxScaler implements Scaler {
  private final double[] minima;
  private final double[] maxima;
  private final double margin;

  /**
   * A scaler of known ranges.
   *
   * @param minima the least value of each column
   * @param maxima the greatest value of each column
   * @param margin added to every range, at least 0; must be positive if a column is constant
   * @throws IllegalArgumentException if the arrays differ in length or a range is not positive
   */
  public MinMaxScaler(double[] minima, double[] maxima, double margin) {
    if (minima.length == 0 || minima.length != maxima.length) {
      throw new IllegalArgumentException(
          "there are %d minima and %d maxima; expected as many of each, at least one"
              .formatted(minima.length, maxima.length));
    }
    for (int c = 0; c < minima.length; c++) {
      double range = maxima[c] - minima[c] + margin;
      if (!(range > 0 && Double.isFinite(range) && margin >= 0)) {
        throw new IllegalArgumentException(
            "column %d ranges from %s to %s with margin %s; expected a positive, finite range"
                .formatted(c, minima[c], maxima[c], margin));
      }
    }
    this.minima = minima.clone();
    this.maxima = maxima.clone();
    this.margin = margin;
  }

  /**
   * Fits a scaler.
   *
   * @param values training rows {@code [rows × columns]}, finite
   * @param columns columns per row, at least 1
   * @param margin added to every range, at least 0; must be positive if a column is constant
   * @return the scaler
   * @throws IllegalArgumentException if a value is not finite or a column constant without margin
   */
  public static MinMaxScaler fit(double[] values, int columns, double margin) {
    TrainingRows.check(values, columns);
    double[] minima = Arrays.copyOf(values, columns);
    double[] maxima = Arrays.copyOf(values, columns);
    for (int i = columns; i < values.length; i++) {
      minima[i % columns] = Math.min(minima[i % columns], values[i]);
      maxima[i % columns] = Math.max(maxima[i % columns], values[i]);
    }
    return new MinMaxScaler(minima, maxima, margin);
  }

  @Override
  public int columns() {
    return minima.length;
  }

  /** {@return the least value of each column} */
  public double[] minima() {
    return minima.clone();
  }

  /** {@return the greatest value of each column} */
  public double[] maxima() {
    return maxima.clone();
  }

  /** {@return what is added to every range} */
  public double margin() {
    return margin;
  }

  @Override
  public float transform(double x, int column) {
    return (float) ((x - minima[column]) / range(column));
  }

  @Override
  public float inverse(double y, int column) {
    return (float) (y * range(column) + minima[column]);
  }

  private double range(int column) {
    return maxima[column] - minima[column] + margin;
  }
}
