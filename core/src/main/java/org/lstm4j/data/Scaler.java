package org.lstm4j.data;

/**
 * Maps the columns of a series to a range that suits a model, and back. Fit it on training rows
 * only, and keep it with the model. Both directions compute in double and round once to float, so
 * that {@code inverse(transform(x))} differs from x by no more than the two roundings: half an ulp
 * of x, and half an ulp of the scaled value times the width of the range.
 */
public sealed interface Scaler permits MinMaxScaler, StandardScaler {

  /** {@return the number of columns that the scaler was fitted on} */
  int columns();

  /**
   * {@return the scaled value}
   *
   * @param x a value of the series
   * @param column its column, in [0, columns)
   */
  float transform(double x, int column);

  /**
   * {@return the value of the series}
   *
   * @param y a scaled value
   * @param column its column, in [0, columns)
   */
  float inverse(double y, int column);

  /**
   * Scales a series.
   *
   * @param series {@code [rows × columns]}
   * @return a new array of the same shape
   * @throws IllegalArgumentException if the length is not a multiple of the columns
   */
  default float[] transform(double[] series) {
    checkRows(series.length);
    float[] scaled = new float[series.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = transform(series[i], i % columns());
    }
    return scaled;
  }

  /**
   * Scales a series back.
   *
   * @param scaled {@code [rows × columns]}
   * @return a new array of the same shape
   * @throws IllegalArgumentException if the length is not a multiple of the columns
   */
  default float[] inverse(float[] scaled) {
    checkRows(scaled.length);
    float[] series = new float[scaled.length];
    for (int i = 0; i < series.length; i++) {
      series[i] = inverse(scaled[i], i % columns());
    }
    return series;
  }

  private void checkRows(int length) {
    if (length % columns() != 0) {
      throw new IllegalArgumentException(
          "%d values do not make rows of %d columns".formatted(length, columns()));
    }
  }
}
