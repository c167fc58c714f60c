package org.lstm4j.kernel.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The emulation against {@link Math#fma(float, float, float)}, bit for bit; one NaN is as good as
 * another.
 */
class FmaTest {

  private static final long SEED = 20250613;

  /** Without the instruction Math.fma is slow. */
  private static final int CASES = Fma.HARDWARE ? 4_000_000 : 100_000;

  private static final float[] CORNERS = {
    0f,
    Float.MIN_VALUE,
    Float.MIN_NORMAL - Float.MIN_VALUE,
    Float.MIN_NORMAL,
    0x1p-75f,
    0x1p-74f,
    0x1p-24f,
    0.5f,
    0x1.fffffep-1f,
    1f,
    0x1.000002p0f,
    1.5f,
    0x1p12f,
    0x1.fffffep23f,
    0x1p24f,
    0x1p63f,
    0x1p64f,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NaN
  };

  @Test
  void randomBitPatterns() {
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES; i++) {
      assertSame(anyFloat(random), anyFloat(random), anyFloat(random));
    }
  }

  /**
   * The product and c at distances where they overlap, or where one only decides the rounding of
   * the other.
   */
  @Test
  void exponentsNearEachOther() {
    var random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < CASES; i++) {
      float a = sparseFloat(random, random.nextInt(-40, 40));
      float b = sparseFloat(random, random.nextInt(-40, 40));
      int exponent = Math.getExponent(a) + Math.getExponent(b) + random.nextInt(-50, 50);
      assertSame(a, b, sparseFloat(random, exponent));
    }
  }

  /**
   * Results at and below the smallest normal number, where the cast to float has fewer bits to
   * keep.
   */
  @Test
  void subnormalResults() {
    var random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < CASES; i++) {
      int exponent = random.nextInt(-80, -40);
      float a = sparseFloat(random, exponent);
      float b = sparseFloat(random, random.nextInt(-155, -124) - exponent);
      float c = Float.intBitsToFloat(random.nextInt(1 << 25) | random.nextInt(2) << 31);
      assertSame(a, b, c);
    }
  }

  @Test
  void corners() {
    for (float a : CORNERS) {
      for (float b : CORNERS) {
        for (float c : CORNERS) {
          for (int signs = 0; signs < 8; signs++) {
            assertSame(
                (signs & 1) == 0 ? a : -a, (signs & 2) == 0 ? b : -b, (signs & 4) == 0 ? c : -c);
          }
        }
      }
    }
  }

  /**
   * The exact values are 2^-70 off the middle between two floats. In double that rest is lost, and
   * the tie goes to the wrong neighbour.
   */
  @Test
  void roundsOnceWhereTheSumInDoubleRoundsTwice() {
    float a = 0x1.000002p-12f;
    float b = 0x0.fffffep-12f;
    float c = 0x1.000002p0f;

    assertEquals(0x1.000002p0f, Fma.emulate(a, b, c));
    assertEquals(0x1.000004p0f, (float) ((double) a * b + c));

    assertEquals(0x1.000002p0f, Fma.emulate(-a, b, c));
    assertEquals(1f, (float) (-(double) a * b + c));
  }

  @Test
  void fmaIsTheSameEitherWay() {
    var random = new SplittableRandom(SEED + 3);
    for (int i = 0; i < CASES; i++) {
      float a = anyFloat(random);
      float b = anyFloat(random);
      float c = anyFloat(random);
      assertEquals(Math.fma(a, b, c), Fma.fma(a, b, c));
    }
  }

  private static void assertSame(float a, float b, float c) {
    float expected = Math.fma(a, b, c);
    float actual = Fma.emulate(a, b, c);
    if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
      fail("fma(%a, %a, %a) = %a, emulated %a".formatted(a, b, c, expected, actual));
    }
  }

  private static float anyFloat(SplittableRandom random) {
    return Float.intBitsToFloat(random.nextInt());
  }

  /** A float with long runs of equal bits, so that sums come to lie near halfway cases. */
  private static float sparseFloat(SplittableRandom random, int exponent) {
    int fraction = random.nextInt(1 << 23);
    for (int i = random.nextInt(4); i > 0; i--) {
      fraction &= random.nextInt(1 << 23);
    }
    fraction = random.nextBoolean() ? fraction : ~fraction & 0x7fffff;
    float magnitude = Math.scalb(Float.intBitsToFloat(0x3f800000 | fraction), exponent);
    return random.nextBoolean() ? magnitude : -magnitude;
  }
}
