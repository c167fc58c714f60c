package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MinMaxScalerTest {

  @Test
  void extremesBecomeZeroAndOne() {
    MinMaxScaler scaler = MinMaxScaler.fit(new double[] {2, -8, 4, 8, 3, 0}, 2, 0);
    assertEquals(2, scaler.columns());
    assertArrayEquals(new double[] {2, -8}, scaler.minima());
    assertArrayEquals(new double[] {4, 8}, scaler.maxima());
    assertArrayEquals(
        new float[] {0, 0, 1, 1, 0.5f, 0.5f}, scaler.transform(new double[] {2, -8, 4, 8, 3, 0}));
    assertArrayEquals(
        new float[] {2, -8, 4, 8, 3, 0}, scaler.inverse(new float[] {0, 0, 1, 1, 0.5f, 0.5f}));
  }

  @Test
  void otherRowsMayLeaveTheRange() {
    MinMaxScaler scaler = MinMaxScaler.fit(new double[] {0, 4}, 1, 0);
    assertEquals(-0.5f, scaler.transform(-2, 0));
    assertEquals(1.25f, scaler.transform(5, 0));
    assertEquals(-2f, scaler.inverse(-0.5, 0));
  }

  @Test
  void marginWidensTheRange() {
    MinMaxScaler scaler = MinMaxScaler.fit(new double[] {10, 12}, 1, 2);
    assertEquals(2, scaler.margin());
    assertEquals(0.5f, scaler.transform(12, 0));
    assertEquals(14f, scaler.inverse(1, 0));
  }

  @Test
  void marginMakesAConstantColumnZero() {
    MinMaxScaler scaler = MinMaxScaler.fit(new double[] {7, 7}, 1, 1e-7);
    assertEquals(0f, scaler.transform(7, 0));
    assertEquals(7f, scaler.inverse(0, 0));
  }

  @Test
  void fittedRowsLieBetweenZeroAndOne() {
    var random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      double scale = Math.scalb(1.0, random.nextInt(-40, 40));
      double[] values = random.doubles(60, -scale, 3 * scale).toArray();
      for (float y : MinMaxScaler.fit(values, 3, 0).transform(values)) {
        assertTrue(y >= 0 && y <= 1);
      }
    }
  }

  /**
   * Half an ulp of x, and half an ulp of y times the range; the four roundings in double before
   * that add 2⁻⁵³ of the largest magnitude each, and y's own the range's share.
   */
  @Test
  void inverseIsOffByTwoRoundingsAtMost() {
    var random = new SplittableRandom(2);
    for (int round = 0; round < 500; round++) {
      double low = random.nextDouble(-1000, 1000);
      double range = Math.scalb(1.0, random.nextInt(-10, 11)) * random.nextDouble(1, 2);
      MinMaxScaler scaler = new MinMaxScaler(new double[] {low}, new double[] {low + range}, 1e-7);
      for (int i = 0; i < 100; i++) {
        double x = random.nextDouble(low, low + range);
        float y = scaler.transform(x, 0);
        float back = scaler.inverse(y, 0);
        double roundings = Math.ulp((float) x) / 2.0 + Math.ulp(y) / 2.0 * range;
        double inDouble = 5 * 0x1p-53 * (Math.abs(low) + 2 * range);
        assertEquals(x, back, roundings + inDouble, "y = " + y);
      }
    }
  }

  @Test
  void arraysAreCopies() {
    double[] minima = {0};
    MinMaxScaler scaler = new MinMaxScaler(minima, new double[] {2}, 0);
    minima[0] = 1;
    scaler.minima()[0] = 1;
    scaler.maxima()[0] = 9;
    assertEquals(0.5f, scaler.transform(1, 0));
  }

  @Test
  void messages() {
    fails(
        "column 1 ranges from 3.0 to 3.0 with margin 0.0; expected a positive, finite range",
        () -> MinMaxScaler.fit(new double[] {1, 3, 2, 3}, 2, 0));
    fails(
        "column 0 ranges from 1.0 to 2.0 with margin -0.5; expected a positive, finite range",
        () -> MinMaxScaler.fit(new double[] {1, 2}, 1, -0.5));
    fails(
        "column 0 ranges from NaN to 2.0 with margin 0.0; expected a positive, finite range",
        () -> new MinMaxScaler(new double[] {Double.NaN}, new double[] {2}, 0));
    fails(
        "there are 1 minima and 2 maxima; expected as many of each, at least one",
        () -> new MinMaxScaler(new double[1], new double[2], 0));
    fails(
        "there are 0 minima and 0 maxima; expected as many of each, at least one",
        () -> new MinMaxScaler(new double[0], new double[0], 0));
    fails("3 values do not make rows of 2 columns", () -> fit(2, 1, 2, 3));
    fails("0 values do not make rows of 2 columns", () -> fit(2));
    fails("2 values do not make rows of 0 columns", () -> fit(0, 1, 2));
    fails("value NaN in row 1 is not finite", () -> fit(2, 1, 2, 3, Double.NaN));
    fails("value -Infinity in row 0 is not finite", () -> fit(1, Double.NEGATIVE_INFINITY, 1));
    MinMaxScaler scaler = fit(2, 1, 2, 3, 4);
    fails("3 values do not make rows of 2 columns", () -> scaler.transform(new double[3]));
    fails("1 values do not make rows of 2 columns", () -> scaler.inverse(new float[1]));
  }

  private static MinMaxScaler fit(int columns, double... values) {
    return MinMaxScaler.fit(values, columns, 0);
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
