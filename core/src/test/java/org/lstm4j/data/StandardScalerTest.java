package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardScalerTest {

  /** The classic example: mean 5, population deviation 2. */
  @Test
  void populationMoments() {
    StandardScaler scaler = StandardScaler.fit(new double[] {2, 4, 4, 4, 5, 5, 7, 9}, 1);
    assertArrayEquals(new double[] {5}, scaler.means());
    assertArrayEquals(new double[] {2}, scaler.deviations());
    assertEquals(2f, scaler.transform(9, 0));
    assertEquals(-1.5f, scaler.transform(2, 0));
    assertEquals(9f, scaler.inverse(2, 0));
  }

  @Test
  void columnsAreScaledApart() {
    StandardScaler scaler = StandardScaler.fit(new double[] {1, 10, 3, 50}, 2);
    assertEquals(2, scaler.columns());
    assertArrayEquals(new double[] {2, 30}, scaler.means());
    assertArrayEquals(new double[] {1, 20}, scaler.deviations());
    assertArrayEquals(new float[] {-1, -1, 1, 1}, scaler.transform(new double[] {1, 10, 3, 50}));
    assertArrayEquals(new float[] {1, 10, 3, 50}, scaler.inverse(new float[] {-1, -1, 1, 1}));
  }

  /**
   * Against decimals of 50 digits. Every one of n terms and additions rounds by 2⁻⁵³ of the largest
   * sum of magnitudes, which is n times the mean magnitude over n.
   */
  @Test
  void momentsOfRandomNumbers() {
    var random = new SplittableRandom(1);
    double[] values = random.doubles(1000, 90, 110).toArray();
    StandardScaler scaler = StandardScaler.fit(values, 1);
    MathContext digits = new MathContext(50);
    BigDecimal sum = BigDecimal.ZERO;
    for (double value : values) {
      sum = sum.add(new BigDecimal(value), digits);
    }
    BigDecimal mean = sum.divide(BigDecimal.valueOf(values.length), digits);
    BigDecimal squares = BigDecimal.ZERO;
    for (double value : values) {
      squares = squares.add(new BigDecimal(value).subtract(mean).pow(2), digits);
    }
    double deviation =
        squares.divide(BigDecimal.valueOf(values.length), digits).sqrt(digits).doubleValue();
    double relative = 2 * values.length * 0x1p-53;
    assertEquals(mean.doubleValue(), scaler.means()[0], 110 * relative);
    assertEquals(deviation, scaler.deviations()[0], deviation * relative);
  }

  /** Half an ulp of x, and half an ulp of y times the deviation, as the interface promises. */
  @Test
  void inverseIsOffByTwoRoundingsAtMost() {
    var random = new SplittableRandom(2);
    for (int round = 0; round < 500; round++) {
      double mean = random.nextDouble(-1000, 1000);
      double deviation = Math.scalb(random.nextDouble(1, 2), random.nextInt(-10, 11));
      StandardScaler scaler = new StandardScaler(new double[] {mean}, new double[] {deviation});
      for (int i = 0; i < 100; i++) {
        double x = mean + deviation * random.nextDouble(-4, 4);
        float y = scaler.transform(x, 0);
        double roundings = Math.ulp((float) x) / 2.0 + Math.ulp(y) / 2.0 * deviation;
        double inDouble = 5 * 0x1p-53 * (Math.abs(mean) + 8 * deviation);
        assertEquals(x, scaler.inverse(y, 0), roundings + inDouble, "y = " + y);
      }
    }
  }

  /** In double the mean of ten times 0.1 is not 0.1; the column is constant all the same. */
  @ParameterizedTest
  @CsvSource({"0.1, 10", "100.1, 49", "3.0, 4", "5.0, 49", "0.0, 3", "-0.7, 10", "8.5, 1"})
  void aConstantColumnCannotBeFitted(double value, int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, value);
    fails(
        "column 0 has mean " + value + " and deviation 0.0; expected a positive, finite deviation",
        () -> StandardScaler.fit(values, 1));
  }

  @Test
  void arraysAreCopies() {
    double[] means = {0};
    StandardScaler scaler = new StandardScaler(means, new double[] {2});
    means[0] = 1;
    scaler.means()[0] = 1;
    scaler.deviations()[0] = 9;
    assertEquals(0.5f, scaler.transform(1, 0));
  }

  @Test
  void messages() {
    fails(
        "there are 1 means and 2 deviations; expected as many of each, at least one",
        () -> new StandardScaler(new double[1], new double[2]));
    fails(
        "column 1 has mean 2.0 and deviation -1.0; expected a positive, finite deviation",
        () -> new StandardScaler(new double[] {1, 2}, new double[] {1, -1}));
    fails(
        "column 0 has mean Infinity and deviation 1.0; expected a positive, finite deviation",
        () -> new StandardScaler(new double[] {Double.POSITIVE_INFINITY}, new double[] {1}));
    fails("3 values do not make rows of 2 columns", () -> StandardScaler.fit(new double[3], 2));
    fails(
        "value NaN in row 2 is not finite",
        () -> StandardScaler.fit(new double[] {1, 2, Double.NaN}, 1));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
