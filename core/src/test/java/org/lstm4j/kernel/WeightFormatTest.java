package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounding of weights against the two neighbours of the format, in exact arithmetic. */
class WeightFormatTest {
  /** Odd, so that all places of the lower half come up. */
  private static final int STRIDE = 1009;

  /**
   * What would be the next value beyond the largest, 2^128, ends the range that is not infinite.
   */
  private static final double BEYOND = 0x1p128;

  private static float rounded(int bits) {
    return WeightFormat.BFLOAT16.round(Float.intBitsToFloat(bits));
  }

  @Test
  void everyThousandthFloatGoesToTheNearest() {
    for (long pattern = 0; pattern < 1L << 32; pattern += STRIDE) {
      check((int) pattern);
    }
  }

  /** Around every value of the format and around every tie. */
  @Test
  void neighboursOfAllValuesAndOfAllTies() {
    for (int upper = 0; upper < 1 << 16; upper++) {
      for (int lower : new int[] {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff}) {
        check(upper << 16 | lower);
      }
    }
  }

  private static void check(int bits) {
    float value = Float.intBitsToFloat(bits);
    float actual = rounded(bits);
    int actualBits = Float.floatToRawIntBits(actual);
    if ((actualBits & 0xffff) != 0) {
      throw new AssertionError("%08x became %08x".formatted(bits, actualBits));
    }
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      assertEquals(value, actual);
      return;
    }
    float expected = nearest(value, bits & 0xffff_0000);
    if (Float.floatToRawIntBits(expected) != actualBits) {
      throw new AssertionError("%a became %a, expected %a".formatted(value, actual, expected));
    }
  }

  /** By distances to the neighbours, which are exact in decimals; between equals the even one. */
  private static float nearest(float value, int towardsZero) {
    int away = towardsZero + 0x1_0000;
    BigDecimal exact = new BigDecimal(value);
    BigDecimal below = new BigDecimal(Float.intBitsToFloat(towardsZero));
    float next = Float.intBitsToFloat(away);
    BigDecimal above = new BigDecimal(Float.isInfinite(next) ? Math.copySign(BEYOND, next) : next);
    int order = exact.subtract(below).abs().compareTo(above.subtract(exact).abs());
    boolean belowIsEven = (towardsZero & 0x1_0000) == 0;
    boolean down = order < 0 || (order == 0 && belowIsEven);
    return Float.intBitsToFloat(down ? towardsZero : away);
  }

  @ParameterizedTest
  @CsvSource({
    "3f80_8000, 3f80_0000", // 1 + 2^-8, a tie
    "3f80_8001, 3f81_0000",
    "3f81_8000, 3f82_0000", // the other tie
    "0000_8000, 0000_0000", // subnormal
    "0000_8001, 0001_0000",
    "8000_0001, 8000_0000",
    "7f7f_7fff, 7f7f_0000", // below the largest value of the format and half a unit
    "7f7f_8000, 7f80_0000",
    "ff7f_ffff, ff80_0000",
    "7f80_0001, 7fc0_0000", // NaN with nothing above
    "7fff_ffff, 7fff_0000",
    "ffff_ffff, ffff_0000"
  })
  void examples(String from, String to) {
    int bits = Integer.parseUnsignedInt(from.replace("_", ""), 16);
    assertEquals(to.replace("_", ""), "%08x".formatted(Float.floatToRawIntBits(rounded(bits))));
  }

  /** What the documentation promises of normal numbers. */
  @Test
  void theRelativeErrorIsAtMostOnePartIn257() {
    for (int bits = 0x0080_0000; bits < 0x7f7f_0000; bits += STRIDE) {
      double value = Float.intBitsToFloat(bits);
      double error = Math.abs(rounded(bits) - value);
      assertTrue(257 * error <= value, () -> value + " is off by " + error);
    }
  }

  @ParameterizedTest
  @EnumSource(WeightFormat.class)
  void roundingAgainChangesNothing(WeightFormat format) {
    for (int bits = 0; bits < Integer.MAX_VALUE - STRIDE; bits += STRIDE) {
      float once = format.round(Float.intBitsToFloat(bits));
      int twice = Float.floatToRawIntBits(format.round(once));
      assertTrue(twice == Float.floatToRawIntBits(once), () -> "%08x".formatted(twice));
    }
  }

  @Test
  void floatsStay() {
    for (long pattern = 0; pattern < 1L << 32; pattern += STRIDE) {
      float value = Float.intBitsToFloat((int) pattern);
      int bits = Float.floatToRawIntBits(WeightFormat.FLOAT32.round(value));
      assertTrue(bits == Float.floatToRawIntBits(value));
    }
  }
}
