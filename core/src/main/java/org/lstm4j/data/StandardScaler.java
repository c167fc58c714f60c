package org.lstm4j.data;

/** {@code y = (x − mean) / deviation} per column: mean 0 and variance 1 over the fitted rows. */
public final class StandardScaler implements Scaler {
  private final double[] means;
  private final double[] deviations;

  /**
   * A scaler of known moments.
   *
   * @param means the mean of each column
   * @param deviations the standard deviation of each column, positive
   * @throws IllegalArgumentException if the arrays differ in length or a deviation is not positive
   */
  public StandardScaler(double[] means, double[] deviations) {
    if (means.length == 0 || means.length != deviations.length) {
      throw new IllegalArgumentException(
          "there are %d means and %d deviations; expected as many of each, at least one"
              .formatted(means.length, deviations.length));
    }
    for (int c = 0; c < means.length; c++) {
      if (!(Double.isFinite(means[c]) && deviations[c] > 0 && Double.isFinite(deviations[c]))) {
        throw new IllegalArgumentException(
            "column %d has mean %s and deviation %s; expected a positive, finite deviation"
                .formatted(c, means[c], deviations[c]));
      }
    }
    this.means = means.clone();
    this.deviations = deviations.clone();
  }

  /**
   * Fits a scaler with the population's deviation, √(Σ(x − mean)² / rows).
   *
   * @param values training rows {@code [rows × columns]}, finite
   * @param columns columns per row, at least 1
   * @return the scaler
   * @throws IllegalArgumentException if a value is not finite or a column constant
   */
  public static StandardScaler fit(double[] values, int columns) {
    TrainingRows.check(values, columns);
    int rows = values.length / columns;
    double[] means = new double[columns];
    for (int i = 0; i < values.length; i++) {
      means[i % columns] += values[i] / rows;
    }
    for (int c = 0; c < columns; c++) {
      if (isConstant(values, columns, c)) {
        means[c] = values[c]; // the sum's rounding would make a deviation of it
      }
    }
    double[] deviations = new double[columns];
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - means[i % columns];
      deviations[i % columns] += d * d / rows;
    }
    for (int c = 0; c < columns; c++) {
      deviations[c] = Math.sqrt(deviations[c]);
    }
    return new StandardScaler(means, deviations);
  }

  private static boolean isConstant(double[] values, int columns, int column) {
    for (int i = column; i < values.length; i += columns) {
      if (values[i] != values[column]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int columns() {
    return means.length;
  }

  /** {@return the mean of each column} */
  public double[] means() {
    return means.clone();
  }

  /** {@return the standard deviation of each column} */
  public double[] deviations() {
    return deviations.clone();
  }

  @Override
  public float transform(double x, int column) {
    return (float) ((x - means[column]) / deviations[column]);
  }

  @Override
  public float inverse(double y, int column) {
    return (float) (y * deviations[column] + means[column]);
  }
}
