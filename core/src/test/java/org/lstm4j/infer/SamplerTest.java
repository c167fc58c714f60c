package org.lstm4j.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.random.SeededRandom;

class SamplerTest {
  private static final int DRAWS = 200_000;

  /** Logarithms of 1, 2, 4 and 9 among numbers that are none of ours. */
  private static final float[] LOGITS = {
    999, -999, 0f, (float) Math.log(2), (float) Math.log(4), (float) Math.log(9), 999
  };

  private static final double[] WEIGHTS = {1, 2, 4, 9};

  @Test
  void temperatureZeroTakesTheGreatest() {
    Sampler sampler = new Sampler(0, 1);
    for (int i = 0; i < 100; i++) {
      assertEquals(3, sampler.draw(LOGITS, 2, 4));
      assertEquals(2, sampler.draw(LOGITS, 2, 3));
    }
  }

  @Test
  void greatestIsTheFirstOfEquals() {
    assertEquals(1, Sampler.greatest(new float[] {0, 5, 5, 2}, 0, 4));
    assertEquals(0, Sampler.greatest(new float[] {-3, -3}, 0, 2));
    assertEquals(2, Sampler.greatest(new float[] {9, -5, -4, -3, 9}, 1, 3));
    assertEquals(0, Sampler.greatest(new float[] {7}, 0, 1));
  }

  /**
   * Chi-square of 4 cells: mean 3, variance 6; six standard deviations. Shares are proportional to
   * weight^(1/temperature).
   */
  @ParameterizedTest
  @CsvSource({"1", "0.5", "2", "10"})
  void sharesFollowSoftmaxOfLogitsOverTemperature(double temperature) {
    Sampler sampler = new Sampler(temperature, 42);
    int[] counts = new int[4];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.draw(LOGITS, 2, 4)]++;
    }
    double[] shares = shares(temperature);
    double chiSquare = 0;
    for (int j = 0; j < 4; j++) {
      double expected = DRAWS * shares[j];
      chiSquare += (counts[j] - expected) * (counts[j] - expected) / expected;
    }
    assertTrue(
        chiSquare < 3 + 6 * Math.sqrt(6), "chi-square " + chiSquare + Arrays.toString(counts));
  }

  /** The inverse of the distribution function, with the numbers of the stream of sampling. */
  @Test
  void drawsByTheStreamOfSampling() {
    Sampler sampler = new Sampler(1, 7);
    SeededRandom random = new SeededRandom(7, SeededRandom.SAMPLING);
    double[] shares = shares(1);
    for (int i = 0; i < 1000; i++) {
      double u = random.nextUniform();
      int expected = 0;
      double sum = shares[0];
      while (u >= sum) {
        sum += shares[++expected];
      }
      assertEquals(expected, sampler.draw(LOGITS, 2, 4), "draw " + i);
    }
  }

  private static double[] shares(double temperature) {
    double[] shares = new double[4];
    double total = 0;
    for (int j = 0; j < 4; j++) {
      shares[j] = Math.pow(WEIGHTS[j], 1 / temperature);
      total += shares[j];
    }
    for (int j = 0; j < 4; j++) {
      shares[j] /= total;
    }
    return shares;
  }

  @Test
  void theSameSeedGivesTheSameDraws() {
    assertEquals(draws(1), draws(1));
    assertNotEquals(draws(1), draws(2));
  }

  private static String draws(long seed) {
    Sampler sampler = new Sampler(2, seed);
    StringBuilder draws = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      draws.append(sampler.draw(LOGITS, 2, 4));
    }
    return draws.toString();
  }

  @Test
  void extremeLogitsDoNotOverflow() {
    float[] far = {-Float.MAX_VALUE, Float.MAX_VALUE, 0};
    for (double temperature : new double[] {1e-300, 1, 1e30}) {
      Sampler sampler = new Sampler(temperature, 3);
      for (int i = 0; i < 100; i++) {
        assertEquals(1, sampler.draw(far, 0, 3));
      }
    }
    float[] impossible = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY};
    Sampler sampler = new Sampler(1, 3);
    for (int i = 0; i < 100; i++) {
      assertEquals(1, sampler.draw(impossible, 0, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void noSuchTemperature(double temperature) {
    var e = assertThrows(IllegalArgumentException.class, () -> new Sampler(temperature, 1));
    assertEquals(
        "the temperature is " + temperature + "; expected a finite number of at least 0",
        e.getMessage());
  }
}
