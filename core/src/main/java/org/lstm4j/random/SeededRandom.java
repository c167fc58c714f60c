package org.lstm4j.random;

import java.util.Objects;

/**
 * Random numbers by xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021), seeded through SplitMix64 (Steele, Lea and Flood 2014), with conversions of
 * our own so that the same seed gives the same bits everywhere.
 *
 * <p>One seed serves many independent streams: {@code new SeededRandom(seed, INITIALIZATION)} and
 * {@code new SeededRandom(seed, SHUFFLING, epoch)} do not share numbers. Not thread-safe.
 */
public final class SeededRandom {

  /** Stream of parameter initialisation. */
  public static final long INITIALIZATION = 0;

  /** Stream of generated data. */
  public static final long DATA = 1;

  /** Stream of the order of samples; add the epoch as a second coordinate. */
  public static final long SHUFFLING = 2;

  /** Stream of sampling from predictions. */
  public static final long SAMPLING = 3;

  /** Stream of the masks of dropout, which are numbers by key. */
  public static final long DROPOUT = 4;

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long s0;
  private long s1;
  private long s2;
  private long s3;
  private double spareNormal = Double.NaN;

  /**
   * Starts a stream.
   *
   * @param seed any number
   * @param stream coordinates of the stream; different coordinates give independent numbers
   */
  public SeededRandom(long seed, long... stream) {
    long state = seed;
    for (long coordinate : Objects.requireNonNull(stream, "stream")) {
      state = key(state, coordinate);
    }
    s0 = mix(state += GOLDEN_GAMMA);
    s1 = mix(state += GOLDEN_GAMMA);
    s2 = mix(state += GOLDEN_GAMMA);
    s3 = mix(state + GOLDEN_GAMMA);
  }

  /** The output function of SplitMix64. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /**
   * {@return a key for one more coordinate, for numbers that are asked for by number}
   *
   * @param key a seed, or the key of the coordinates so far
   * @param coordinate the next one
   */
  public static long key(long key, long coordinate) {
    return mix(key + GOLDEN_GAMMA) ^ coordinate;
  }

  /**
   * {@return one of the numbers of a key: a multiple of 2<sup>−24</sup>, uniform in [0, 1)}
   *
   * @param key the key
   * @param number which one, from 0
   */
  public static float uniform(long key, int number) {
    return (mix(key + GOLDEN_GAMMA * (number + 1L)) >>> 40) * 0x1p-24f;
  }

  /** {@return the next 64 random bits} */
  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long shifted = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** {@return a multiple of 2<sup>−24</sup>, uniform in [0, 1)} */
  public float nextUniform() {
    return (nextLong() >>> 40) * 0x1p-24f;
  }

  /**
   * A uniform number of an interval: {@code low + (high − low)·u}, computed in double.
   *
   * @param low the lowest value
   * @param high the bound above
   * @return a number in [low, high] (the rounding to float may reach {@code high})
   */
  public float nextUniform(float low, float high) {
    return (float) (low + ((double) high - low) * nextUnit());
  }

  /** {@return a multiple of 2<sup>−53</sup>, uniform in [0, 1)} */
  private double nextUnit() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * A number of the standard normal distribution by the polar method (Marsaglia and Bray 1964),
   * with {@link StrictMath#log}.
   *
   * @return mean 0, variance 1
   */
  public double nextNormal() {
    if (!Double.isNaN(spareNormal)) {
      double spare = spareNormal;
      spareNormal = Double.NaN;
      return spare;
    }
    while (true) {
      double x = 2 * nextUnit() - 1;
      double y = 2 * nextUnit() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
        spareNormal = y * factor;
        return x * factor;
      }
    }
  }

  /**
   * A whole number below a bound, without bias.
   *
   * @param bound at least 1
   * @return uniform in [0, bound)
   * @throws IllegalArgumentException if the bound is not positive
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("the bound is " + bound + "; expected at least 1");
    }
    long limit = (1L << 32) / bound * bound;
    while (true) {
      long bits = nextLong() >>> 32;
      if (bits < limit) {
        return (int) (bits % bound);
      }
    }
  }

  /**
   * Shuffles an array (Fisher and Yates, from the end).
   *
   * @param values changed in place
   */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
