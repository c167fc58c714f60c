package org.lstm4j.data;

import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec.Output;

/**
 * Windows that slide over a series by one row at a time. The series is a matrix {@code [rows ×
 * columns]}, one row per time; every column is an input. Views, not copies: the series must not
 * change.
 */
public final class Windows implements Dataset {

  private enum Order {
    OLDEST_FIRST,
    NEWEST_FIRST
  }

  private final float[] series; // [rows × columns]
  private final int columns;
  private final int targetColumn; // −1: all columns
  private final Order order;
  private final SampleShape shape;
  private final int size;

  private Windows(
      float[] series, int columns, int targetColumn, int length, Order order, Output output) {
    if (columns < 1 || series.length % columns != 0) {
      throw new IllegalArgumentException(
          "a series of %d values does not make rows of %d".formatted(series.length, columns));
    }
    if (length < 1) {
      throw new IllegalArgumentException(
          "the window length is %d; expected at least 1".formatted(length));
    }
    int rows = series.length / columns;
    if (rows <= length) {
      throw new IllegalArgumentException(
          "a window of %d and its target need %d rows; the series has %d"
              .formatted(length, length + 1, rows));
    }
    if (targetColumn < -1 || targetColumn >= columns) {
      throw new IllegalArgumentException(
          "the target column is %d; the series has columns 0 to %d"
              .formatted(targetColumn, columns - 1));
    }
    this.series = series;
    this.columns = columns;
    this.targetColumn = targetColumn;
    this.order = order;
    this.size = rows - length;
    int targets = targetColumn < 0 ? columns : 1;
    this.shape = new SampleShape(Kind.VALUES, columns, length, output, Kind.VALUES, targets);
  }

  /**
   * Windows of a series of numbers with the value after the window as the target.
   *
   * @param series the series
   * @param length window length T, at least 1
   * @return rows − T samples
   * @throws IllegalArgumentException if the series is too short
   */
  public static Windows next(float[] series, int length) {
    return new Windows(series, 1, 0, length, Order.OLDEST_FIRST, Output.LAST);
  }

  /**
   * Windows of a series with several columns; the target is one column of the row after the window.
   *
   * @param series the series {@code [rows × columns]}
   * @param columns columns per row, at least 1
   * @param targetColumn the column to predict
   * @param length window length T, at least 1
   * @return rows − T samples
   * @throws IllegalArgumentException if the series is too short or there is no such column
   */
  public static Windows next(float[] series, int columns, int targetColumn, int length) {
    if (targetColumn < 0) {
      throw new IllegalArgumentException(
          "the target column is %d; expected at least 0".formatted(targetColumn));
    }
    return new Windows(series, columns, targetColumn, length, Order.OLDEST_FIRST, Output.LAST);
  }

  /**
   * Windows with the same window one row later as the target: the model learns the next value at
   * every step.
   *
   * @param series the series
   * @param length window length T, at least 1
   * @return rows − T samples
   * @throws IllegalArgumentException if the series is too short
   */
  public static Windows shifted(float[] series, int length) {
    return new Windows(series, 1, -1, length, Order.OLDEST_FIRST, Output.SEQUENCE);
  }

  /**
   * The last values of a series as lags, newest first, with the value after them as the target.
   *
   * @param series the series
   * @param lags how many, at least 1
   * @return rows − lags samples
   * @throws IllegalArgumentException if the series is too short
   */
  public static Windows lags(float[] series, int lags) {
    return new Windows(series, 1, 0, lags, Order.NEWEST_FIRST, Output.LAST);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SampleShape shape() {
    return shape;
  }

  @Override
  public void fill(int[] samples, int from, int count, Batch batch) {
    batch.begin(count);
    int steps = shape.steps();
    for (int b = 0; b < count; b++) {
      int start = samples[from + b];
      for (int t = 0; t < steps; t++) {
        int row = order == Order.OLDEST_FIRST ? start + t : start + steps - 1 - t;
        System.arraycopy(
            series, row * columns, batch.inputs().values, (t * count + b) * columns, columns);
        if (shape.output() == Output.SEQUENCE) {
          copyTarget(row + 1, t * count + b, batch);
        }
      }
      if (shape.output() == Output.LAST) {
        copyTarget(start + steps, b, batch);
      }
    }
  }

  private void copyTarget(int row, int targetRow, Batch batch) {
    int width = shape.targetSize();
    int column = Math.max(targetColumn, 0);
    System.arraycopy(series, row * columns + column, batch.targetValues, targetRow * width, width);
  }
}
