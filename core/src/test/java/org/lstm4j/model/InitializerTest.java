package org.lstm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.random.SeededRandom;

class InitializerTest {
  /** Standard errors that a moment may be off: by chance once in 5·10⁸ times. */
  private static final double SIGMAS = 6;

  private static final int ROWS = 300;
  private static final int COLUMNS = 200;
  private static final int COUNT = ROWS * COLUMNS;

  @Test
  void constantsFillTheMatrixAndNothingElse() {
    float[] values = {9, 9, 9, 9, 9, 9, 9, 9};
    Initializer.constant(2f).fill(values, 1, 3, 2, new SeededRandom(1));
    assertArrayEquals(new float[] {9, 2, 2, 2, 2, 2, 2, 9}, values);
    Initializer.zeros().fill(values, 2, 1, 2, new SeededRandom(1));
    assertArrayEquals(new float[] {9, 2, 0, 0, 2, 2, 2, 9}, values);
  }

  @Test
  void everyInitializerFillsTheMatrixAndNothingElse() {
    Initializer[] all = {
      Initializer.uniform(1, 2),
      Initializer.normal(1),
      Initializer.glorotUniform(),
      Initializer.glorotNormal(),
      Initializer.orthogonal()
    };
    for (Initializer initializer : all) {
      float[] values = new float[8];
      initializer.fill(values, 1, 3, 2, new SeededRandom(1));
      for (int i = 0; i < values.length; i++) {
        assertEquals(i == 0 || i == 7, values[i] == 0f, "value " + i);
      }
    }
  }

  @Test
  void numbersAreDrawnInRowMajorOrder() {
    float[] values = new float[6];
    Initializer.uniform(-1, 3).fill(values, 0, 2, 3, new SeededRandom(5));
    SeededRandom random = new SeededRandom(5);
    for (float value : values) {
      assertEquals(random.nextUniform(-1, 3), value);
    }
    Initializer.normal(0.25).fill(values, 0, 2, 3, new SeededRandom(5));
    SeededRandom normals = new SeededRandom(5);
    for (float value : values) {
      assertEquals((float) (0.25 * normals.nextNormal()), value);
    }
  }

  @Test
  void uniformHasBoundsAndMoments() {
    checkUniform(fill(Initializer.uniform(-1, 3)), -1, 3);
  }

  /** ±√(6 / 500) = ±0.1095…, whichever of fan-in and fan-out is the greater. */
  @Test
  void glorotUniformHasBoundsAndMoments() {
    double bound = Math.sqrt(6.0 / 500);
    checkUniform(fill(Initializer.glorotUniform()), -bound, bound);
  }

  private static void checkUniform(float[] values, double low, double high) {
    double middle = (low + high) / 2;
    double half = (high - low) / 2;
    double least = high;
    double greatest = low;
    for (float value : values) {
      assertTrue(value >= (float) low && value <= (float) high, () -> "value " + value);
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    // The chance that none of n lies in the outer share s is (1 − s)ⁿ, below 10⁻⁹ at s = 21 / n.
    assertTrue(least < low + 21.0 / COUNT * (high - low));
    assertTrue(greatest > high - 21.0 / COUNT * (high - low));
    // Var x = w²/3, Var x² = 4w⁴/45 about the middle, for a half-width of w.
    double error = SIGMAS * half / Math.sqrt(3.0 * COUNT);
    assertEquals(middle, moment(values, 0, 1), error);
    assertEquals(
        half * half / 3,
        moment(values, middle, 2),
        SIGMAS * half * half * Math.sqrt(4.0 / 45 / COUNT));
  }

  @ParameterizedTest
  @CsvSource({"0.0625", "1", "17"})
  void normalHasMoments(double sigma) {
    checkNormal(fill(Initializer.normal(sigma)), sigma);
  }

  @Test
  void glorotNormalHasMoments() {
    checkNormal(fill(Initializer.glorotNormal()), Math.sqrt(2.0 / 500));
  }

  private static void checkNormal(float[] values, double sigma) {
    double variance = sigma * sigma;
    assertEquals(0, moment(values, 0, 1), SIGMAS * sigma / Math.sqrt(COUNT));
    assertEquals(variance, moment(values, 0, 2), SIGMAS * variance * Math.sqrt(2.0 / COUNT));
    assertEquals(
        3 * variance * variance,
        moment(values, 0, 4),
        SIGMAS * variance * variance * Math.sqrt(96.0 / COUNT));
  }

  @Test
  void normalWithoutDeviationIsZero() {
    for (float value : fill(Initializer.normal(0))) {
      assertEquals(0f, Math.abs(value));
    }
  }

  @Test
  void anEmptyIntervalIsAConstant() {
    for (float value : fill(Initializer.uniform(0.1f, 0.1f))) {
      assertEquals(0.1f, value);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "NaN, 1", "0, NaN", "-Infinity, 0", "0, Infinity"})
  void boundsOutOfOrder(float low, float high) {
    var e = assertThrows(IllegalArgumentException.class, () -> Initializer.uniform(low, high));
    assertEquals(
        "the interval is [" + low + ", " + high + "]; expected finite bounds in order",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void noSuchDeviation(double sigma) {
    var e = assertThrows(IllegalArgumentException.class, () -> Initializer.normal(sigma));
    assertEquals(
        "the standard deviation is " + sigma + "; expected a finite number of at least 0",
        e.getMessage());
  }

  private static float[] fill(Initializer initializer) {
    float[] values = new float[COUNT];
    initializer.fill(values, 0, ROWS, COLUMNS, new SeededRandom(20250101));
    return values;
  }

  private static double moment(float[] values, double center, int power) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value - center, power);
    }
    return sum / values.length;
  }
}
