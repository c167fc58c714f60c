package org.lstm4j.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The generator against the JDK's own xoshiro256++ and SplitMix64, and against integers computed in
 * Python with unbounded integers from the published C code of both algorithms (which there gives
 * 6457827717110365317 first for SplitMix64 of 1234567, and 41943041 first for xoshiro256++ of the
 * state 1, 2, 3, 4, as published).
 */
class SeededRandomTest {
  private static final int DRAWS = 1 << 18;

  /** How many standard errors a mean may be off: by chance once in 5·10⁸ times. */
  private static final double SIGMAS = 6;

  @Test
  void firstNumbersOfSeed42() {
    var random = new SeededRandom(42);
    long[] expected = {
      0xd0764d4f4476689fL,
      0x519e4174576f3791L,
      0xfbe07cfb0c24ed8cL,
      0xb37d9f600cd835b8L,
      0xcb231c3874846a73L,
      0x968d9f004e50de7dL
    };
    for (long number : expected) {
      assertEquals(number, random.nextLong());
    }
  }

  /** Coordinates: state = next SplitMix64 output of the state, xor the coordinate. */
  @Test
  void firstNumbersOfStreams() {
    assertEquals(0xab4c4adfbb450230L, new SeededRandom(42, 0).nextLong());
    assertEquals(0x6df0420ad6dce20dL, new SeededRandom(42, 2, 7).nextLong());
    assertEquals(0x10ed40613e481e94L, new SeededRandom(42, 2, 8).nextLong());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, 1234567, Long.MIN_VALUE, Long.MAX_VALUE})
  void sameAsTheGeneratorsOfTheJdk(long seed) {
    var splitMix = new SplittableRandom(seed);
    ByteBuffer state = ByteBuffer.allocate(4 * Long.BYTES);
    while (state.hasRemaining()) {
      state.putLong(splitMix.nextLong());
    }
    RandomGenerator expected =
        RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(state.array());
    var random = new SeededRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      assertEquals(expected.nextLong(), random.nextLong(), "number " + i);
    }
  }

  @Test
  void uniformIsTheTop24Bits() {
    var random = new SeededRandom(42);
    for (int top : new int[] {13661773, 5348929, 16507004, 11763103}) {
      assertEquals(top / 16777216.0, random.nextUniform());
    }
  }

  @Test
  void uniformStaysInRangeWithTheRightMoments() {
    var random = new SeededRandom(1);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      float u = random.nextUniform();
      assertTrue(u >= 0 && u < 1);
      assertEquals(0, u * 0x1p24 % 1);
      sum += u;
      squares += (u - 0.5) * (u - 0.5);
    }
    // Var u = 1/12, Var (u − 1/2)² = 1/80 − 1/144 = 1/180.
    assertEquals(0.5, sum / DRAWS, SIGMAS * Math.sqrt(1 / 12.0 / DRAWS));
    assertEquals(1 / 12.0, squares / DRAWS, SIGMAS * Math.sqrt(1 / 180.0 / DRAWS));
  }

  @Test
  void uniformOfAnIntervalIsLinearInTheTop53Bits() {
    var random = new SeededRandom(42);
    assertEquals((float) (-2 + 5 * ((0xd0764d4f4476689fL >>> 11) * 0x1p-53)), uniform(random));
    assertEquals((float) (-2 + 5 * ((0x519e4174576f3791L >>> 11) * 0x1p-53)), uniform(random));
  }

  private static float uniform(SeededRandom random) {
    return random.nextUniform(-2f, 3f);
  }

  @Test
  void intervalWiderThanTheLargestFloat() {
    var random = new SeededRandom(3);
    for (int i = 0; i < 1000; i++) {
      assertTrue(Float.isFinite(random.nextUniform(-Float.MAX_VALUE, Float.MAX_VALUE)));
    }
  }

  /** From Python's math.log; four double roundings may differ from the strict logarithm's. */
  @Test
  void normalByThePolarMethod() {
    var random = new SeededRandom(42);
    double[] expected = {
      0.9813983900724986, -0.565720104673956, 1.3403256427520227, 0.4023128702992608
    };
    for (double value : expected) {
      assertEquals(value, random.nextNormal(), 4 * Math.ulp(value));
    }
  }

  @Test
  void normalHasTheRightMomentsAndTails() {
    var random = new SeededRandom(2);
    double[] power = new double[5];
    int beyondTwo = 0;
    double products = 0;
    double previous = 0;
    for (int i = 0; i < DRAWS; i++) {
      double x = random.nextNormal();
      for (int k = 1; k <= 4; k++) {
        power[k] += Math.pow(x, k) / DRAWS;
      }
      beyondTwo += Math.abs(x) > 2 ? 1 : 0;
      products += i % 2 == 1 ? x * previous : 0;
      previous = x;
    }
    // Variances of x, x², x³, x⁴: 1, 3 − 1, 15, 105 − 9.
    double[] mean = {0, 0, 1, 0, 3};
    double[] variance = {0, 1, 2, 15, 96};
    for (int k = 1; k <= 4; k++) {
      assertEquals(mean[k], power[k], SIGMAS * Math.sqrt(variance[k] / DRAWS), "moment " + k);
    }
    double p = 0.0455002638963584; // P(|x| > 2)
    assertEquals(p, (double) beyondTwo / DRAWS, SIGMAS * Math.sqrt(p * (1 - p) / DRAWS));
    // The two numbers of one pair are independent: Var xy = 1 over DRAWS / 2 pairs.
    assertEquals(0, products / (DRAWS / 2), SIGMAS * Math.sqrt(2.0 / DRAWS));
  }

  /** With a bound of 2³⁰ + 1 every fourth number must be thrown away; computed in Python. */
  @Test
  void nextIntRejectsWhatWouldBias() {
    var random = new SeededRandom(7);
    int[] expected = {
      237771264, 739231965, 934482353, 761110377, 926440289, 961673649, 342907737, 314751485
    };
    for (int value : expected) {
      assertEquals(value, random.nextInt((1 << 30) + 1));
    }
    // Without rejection the fifth number of the stream would have come through.
    var raw = new SeededRandom(7);
    for (int i = 0; i < 4; i++) {
      raw.nextLong();
    }
    assertTrue(raw.nextLong() >>> 32 >= 3L * ((1 << 30) + 1));
  }

  @Test
  void nextIntOfTheGreatestBound() {
    var random = new SeededRandom(7);
    for (int value : new int[] {237771264, 739231965, 934482356, 1834852202, 1991402483}) {
      assertEquals(value, random.nextInt(Integer.MAX_VALUE));
    }
  }

  /** Chi-square of 7 cells: mean 6, variance 12. */
  @Test
  void nextIntIsEven() {
    var random = new SeededRandom(11);
    int[] counts = new int[7];
    for (int i = 0; i < DRAWS; i++) {
      counts[random.nextInt(counts.length)]++;
    }
    double expected = (double) DRAWS / counts.length;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < 6 + SIGMAS * Math.sqrt(12), "chi-square " + chiSquare);
  }

  @Test
  void nextIntOfOneIsZero() {
    assertEquals(0, new SeededRandom(5).nextInt(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void nextIntNeedsAPositiveBound(int bound) {
    var random = new SeededRandom(5);
    var e = assertThrows(IllegalArgumentException.class, () -> random.nextInt(bound));
    assertEquals("the bound is " + bound + "; expected at least 1", e.getMessage());
  }

  @Test
  void streamsDiffer() {
    Set<Long> first = new HashSet<>();
    long[][] streams = {
      {}, {0}, {1}, {2}, {3}, {0, 0}, {0, 1}, {1, 0}, {2, 1}, {2, 2}, {2, 1, 0}, {-1}
    };
    for (long seed = -3; seed <= 3; seed++) {
      for (long[] stream : streams) {
        first.add(new SeededRandom(seed, stream).nextLong());
      }
    }
    assertEquals(7 * streams.length, first.size());
    assertNotEquals(SeededRandom.INITIALIZATION, SeededRandom.SAMPLING);
  }

  /** Fisher and Yates from the end, computed in Python for stream 42, 2, 1. */
  @Test
  void shuffleOfTen() {
    int[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    new SeededRandom(42, SeededRandom.SHUFFLING, 1).shuffle(values);
    assertArrayEquals(new int[] {9, 2, 1, 3, 4, 0, 7, 5, 6, 8}, values);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 1000})
  void shuffleKeepsEveryValue(int length) {
    int[] values = new int[length];
    for (int i = 0; i < length; i++) {
      values[i] = i;
    }
    new SeededRandom(8).shuffle(values);
    boolean[] seen = new boolean[length];
    for (int value : values) {
      assertTrue(!seen[value]);
      seen[value] = true;
    }
  }

  /** All 6 orders of 3 values equally often: chi-square of 6 cells, mean 5, variance 10. */
  @Test
  void shuffleIsEven() {
    var random = new SeededRandom(9);
    int[] counts = new int[27];
    int rounds = 60_000;
    for (int i = 0; i < rounds; i++) {
      int[] values = {0, 1, 2};
      random.shuffle(values);
      counts[9 * values[0] + 3 * values[1] + values[2]]++;
    }
    double chiSquare = 0;
    int orders = 0;
    for (int count : counts) {
      if (count > 0) {
        chiSquare += Math.pow(count - rounds / 6.0, 2) / (rounds / 6.0);
        orders++;
      }
    }
    assertEquals(6, orders);
    assertTrue(chiSquare < 5 + SIGMAS * Math.sqrt(10), "chi-square " + chiSquare);
  }
}
