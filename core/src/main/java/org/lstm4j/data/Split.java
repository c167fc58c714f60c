package org.lstm4j.data;

import java.util.Arrays;

/**
 * A series cut in two in the order of time, so that nothing later than the cut can leak into
 * training.
 *
 * @param training the rows before the cut
 * @param validation the rows after it
 */
public record Split(double[] training, double[] validation) {

  /**
   * Cuts a series of numbers.
   *
   * @param series the series, oldest first
   * @param fraction the training part's share, in (0, 1); rounded down to whole rows
   * @return the two parts
   * @throws IllegalArgumentException if the share is out of range or a part would be empty
   */
  public static Split chronological(double[] series, double fraction) {
    int cut = trainingRows(series.length, fraction);
    if (cut == 0 || cut == series.length) {
      throw new IllegalArgumentException(
          "%d rows cannot be split with a training share of %s".formatted(series.length, fraction));
    }
    return new Split(Arrays.copyOf(series, cut), Arrays.copyOfRange(series, cut, series.length));
  }

  /**
   * The number of rows before the cut.
   *
   * @param rows rows of the series
   * @param fraction the training part's share, in (0, 1)
   * @return rows × fraction, rounded down
   * @throws IllegalArgumentException if the share is out of range
   */
  public static int trainingRows(int rows, double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "the training share is %s; expected a number between 0 and 1".formatted(fraction));
    }
    return (int) (rows * fraction);
  }
}
