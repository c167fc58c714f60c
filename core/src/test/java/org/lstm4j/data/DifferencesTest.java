package org.lstm4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferencesTest {
  private static final int CASES = 200_000;

  @Test
  void differencesOfWholeNumbersAndBack() {
    float[] series = {5, 7, 4, 4, -10};
    float[] differences = Differences.of(series);
    assertArrayEquals(new float[] {2, -3, 0, -14}, differences);
    assertArrayEquals(series, Differences.inverse(5, differences));
  }

  @Test
  void inverseOfNothingIsTheStart() {
    assertArrayEquals(new float[] {3}, Differences.inverse(3, new float[0]));
  }

  /** Along a whole series, since no error means none to carry on. */
  @Test
  void exactWhereAStepIsAtMostHalfTheLevel() {
    var random = new SplittableRandom(1);
    float[] series = new float[CASES];
    series[0] = 1f;
    for (int t = 1; t < series.length; t++) {
      do {
        series[t] = (float) (series[t - 1] * random.nextDouble(0.67, 1.9));
      } while (Math.abs(series[t] - series[t - 1]) > Math.abs(series[t]) / 2);
      if (Math.abs(series[t]) > 1e30f || Math.abs(series[t]) < 1e-30f) {
        series[t] = series[t - 1];
      }
    }
    assertArrayEquals(series, Differences.inverse(series[0], Differences.of(series)));
  }

  @Test
  void elsewhereOneStepIsOffByAnUlpOfTheStepAtMost() {
    var random = new SplittableRandom(2);
    int off = 0;
    for (int i = 0; i < CASES; i++) {
      float[] pair = {anyFloat(random), anyFloat(random)};
      float[] differences = Differences.of(pair);
      float back = Differences.inverse(pair[0], differences)[1];
      assertTrue(
          Math.abs((double) back - pair[1]) <= Math.ulp(differences[0]),
          () -> "from %s to %s comes back %s".formatted(pair[0], pair[1], back));
      off += back == pair[1] ? 0 : 1;
    }
    assertTrue(off > CASES / 20, off + " inexact cases");
  }

  /** The difference 8388609.5 is a tie, and so is the sum: both go to the even neighbour. */
  @Test
  void aStepNearlyAsGreatAsTheLevelMayBeOff() {
    float[] differences = Differences.of(new float[] {1.5f, 8388611f});
    assertArrayEquals(new float[] {8388610f}, differences);
    assertArrayEquals(new float[] {1.5f, 8388612f}, Differences.inverse(1.5f, differences));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tooShortASeries(int length) {
    var e = assertThrows(IllegalArgumentException.class, () -> Differences.of(new float[length]));
    assertEquals(
        "a series of " + length + " values has no differences; expected at least 2",
        e.getMessage());
  }

  private static float anyFloat(SplittableRandom random) {
    float magnitude = Math.scalb((float) random.nextDouble(1, 2), random.nextInt(-12, 12));
    return random.nextBoolean() ? magnitude : -magnitude;
  }
}
