package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

  @Test
  void cutsInTheOrderOfTime() {
    Split split = Split.chronological(new double[] {5, 4, 3, 2, 1}, 0.7);
    assertArrayEquals(new double[] {5, 4, 3}, split.training());
    assertArrayEquals(new double[] {2, 1}, split.validation());
  }

  /** Real data: 13 rows at 70 % leave 9 for training. */
  @ParameterizedTest
  @CsvSource({"13, 0.7, 9", "2, 0.5, 1", "10, 0.7, 7", "10, 0.99, 9", "3, 0.34, 1"})
  void roundsDown(int rows, double fraction, int training) {
    Split split = Split.chronological(new double[rows], fraction);
    assertEquals(training, split.training().length);
    assertEquals(rows - training, split.validation().length);
  }

  @Test
  void partsAreCopies() {
    double[] series = {1, 2};
    Split split = Split.chronological(series, 0.5);
    series[0] = 9;
    series[1] = 9;
    assertArrayEquals(new double[] {1}, split.training());
    assertArrayEquals(new double[] {2}, split.validation());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void shareMustLieBetween(double fraction) {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Split.chronological(new double[9], fraction));
    assertEquals(
        "the training share is " + fraction + "; expected a number between 0 and 1",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "1, 0.9", "3, 0.3"})
  void noPartMayBeEmpty(int rows, double fraction) {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Split.chronological(new double[rows], fraction));
    assertEquals(
        rows + " rows cannot be split with a training share of " + fraction, e.getMessage());
  }
}
