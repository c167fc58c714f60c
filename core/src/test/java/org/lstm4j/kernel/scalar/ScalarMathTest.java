package org.lstm4j.kernel.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Errors are in ulps of the correctly rounded float result, measured in double against StrictMath.
 * The sweeps take every 251st bit pattern of all floats, a different residue for each function;
 * with {@code -Dlstm4j.test.exhaustive=true} all 2^32 of them (four minutes), and print the maxima.
 */
class ScalarMathTest {

  private static final boolean EXHAUSTIVE = Boolean.getBoolean("lstm4j.test.exhaustive");
  private static final int STEP = EXHAUSTIVE ? 1 : 251;

  /** A float function; a lambda, so that the sweep can be shared. */
  private interface FloatFunction {
    float apply(float x);
  }

  @Test
  void expWithinItsBound() {
    assertMaxError("exp", 0.8914, 1, ScalarMath::exp, StrictMath::exp);
  }

  @Test
  void sigmoidWithinItsBound() {
    DoubleUnaryOperator oracle = x -> 1 / (1 + StrictMath.exp(-x));
    assertMaxError("sigmoid", 2.4437, 2, ScalarMath::sigmoid, oracle);
  }

  @Test
  void tanhWithinItsBound() {
    assertMaxError("tanh", 2.4985, 3, ScalarMath::tanh, StrictMath::tanh);
  }

  @Test
  void expIsPositiveAndNormalOrZeroOrInfinite() {
    for (long bits = 4; bits < 1L << 32; bits += STEP) {
      float x = Float.intBitsToFloat((int) bits);
      float y = ScalarMath.exp(x);
      boolean bitsOfZero = Float.floatToRawIntBits(y) == 0;
      if (!(bitsOfZero || y >= Float.MIN_NORMAL || Float.isNaN(x))) {
        fail("exp(" + x + ") = " + y);
      }
    }
  }

  @Test
  void sigmoidIsInRangeAndNormalOrZero() {
    for (long bits = 5; bits < 1L << 32; bits += STEP) {
      float x = Float.intBitsToFloat((int) bits);
      float y = ScalarMath.sigmoid(x);
      boolean bitsOfZero = Float.floatToRawIntBits(y) == 0;
      if (!(bitsOfZero || (y >= Float.MIN_NORMAL && y <= 1) || Float.isNaN(x))) {
        fail("sigmoid(" + x + ") = " + y);
      }
    }
  }

  @Test
  void tanhIsOddAndInRange() {
    for (long bits = 6; bits < 0x7f80_0000L; bits += STEP) {
      float x = Float.intBitsToFloat((int) bits);
      float y = ScalarMath.tanh(x);
      boolean odd = Float.floatToRawIntBits(ScalarMath.tanh(-x)) == Float.floatToRawIntBits(-y);
      if (!(odd && y >= 0 && y <= 1 && 1 - y * y >= 0)) {
        fail("tanh(" + x + ") = " + y + ", tanh(" + -x + ") = " + ScalarMath.tanh(-x));
      }
    }
  }

  @Test
  void sigmoidIsMonotone() {
    float before = 0;
    for (long key = 0xff80_0000L; key >= 0x8000_0000L; key -= STEP) { // from −∞ to −0
      before = assertNotBelow(before, (int) key);
    }
    for (long key = 0; key <= 0x7f80_0000L; key += STEP) { // from +0 to +∞
      before = assertNotBelow(before, (int) key);
    }
  }

  private static float assertNotBelow(float before, int bits) {
    float x = Float.intBitsToFloat(bits);
    float y = ScalarMath.sigmoid(x);
    if (!(y >= before)) {
      fail("sigmoid(" + x + ") = " + y + ", less than " + before + " before it");
    }
    return y;
  }

  /** That of negative arguments follows, as the function is odd. */
  @Test
  void tanhIsMonotone() {
    float before = 0;
    for (int bits = 0; bits <= 0x7f80_0000 - STEP; bits += STEP) {
      float x = Float.intBitsToFloat(bits);
      float y = ScalarMath.tanh(x);
      if (!(y >= before)) {
        fail("tanh(" + x + ") = " + y + ", less than " + before + " before it");
      }
      before = y;
    }
  }

  @Test
  void tanhOfTinyIsTheArgument() {
    float tiny = 0x1p-26f;
    for (int bits = 0; bits < Float.floatToRawIntBits(tiny); bits += STEP) {
      float x = Float.intBitsToFloat(bits);
      assertEquals(x, ScalarMath.tanh(x));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7fc00000, 0x7f800001, 0x7fffffff, 0xffc00000, 0xff8001ff, 0xffffffff})
  void nanPropagates(int bits) {
    float nan = Float.intBitsToFloat(bits);
    assertEquals(Float.NaN, ScalarMath.exp(nan));
    assertEquals(Float.NaN, ScalarMath.sigmoid(nan));
    assertEquals(Float.NaN, ScalarMath.tanh(nan));
  }

  /**
   * Bits, so that +0 and −0 differ. A change of any of these is a change of the numeric contract.
   */
  @ParameterizedTest
  @CsvSource({
    // x, exp, sigmoid, tanh
    "00000000, 3f800000, 3f000000, 00000000", // 0.0
    "80000000, 3f800000, 3f000000, 80000000", // -0.0
    "00000001, 3f800000, 3f000000, 00000001", // 1.4E-45
    "80800000, 3f800000, 3f000000, 80800000", // -1.1754944E-38
    "39000000, 3f800400, 3f000200, 39000000", // 1.2207031E-4
    "3dcccccd, 3f8d763e, 3f066509, 3dcc1ebc", // 0.1
    "bdcccccd, 3f67a36d, 3ef335ed, bdcc1ebc", // -0.1
    "3e800000, 3fa45af2, 3f0feacd, 3e7acbf5", // 0.25
    "3f000000, 3fd3094c, 3f1f597f, 3eec9a9f", // 0.5
    "bf333333, 3efe406e, 3ea9e34b, bf1ab7d8", // -0.7
    "3f800000, 402df854, 3f3b26a8, 3f42f7d7", // 1.0
    "bf800000, 3ebc5ab2, 3e89b2b1, bf42f7d7", // -1.0
    "40000000, 40ec7326, 3f617bea, 3f76ca85", // 2.0
    "c0200000, 3da81c2e, 3d9b5b88, bf7c92c1", // -2.5
    "40900000, 42b408c5, 3f7d2ff6, 3f7fefd5", // 4.5
    "c1100000, 39016791, 3901637b, bf800000", // -9.0
    "c1880000, 3331cf18, 3331cf19, bf800000", // -17.0
    "41a00000, 4de75844, 3f800000, 3f800000", // 20.0
    "c2480000, 1b692beb, 1b692beb, bf800000", // -50.0
    "42b00000, 7ef882b7, 3f800000, 3f800000", // 88.0
    "42b17217, 7f7fff84, 3f800000, 3f800000", // 88.72283
    "42b17218, 7f800000, 3f800000, 3f800000", // 88.72284
    "c2aeac4f, 00800026, 00800026, bf800000", // -87.33654
    "c2aeac50, 00000000, 00000000, bf800000", // -87.33655
    "7149f2ca, 7f800000, 3f800000, 3f800000", // 1.0E30
    "f149f2ca, 00000000, 00000000, bf800000", // -1.0E30
    "7f800000, 7f800000, 3f800000, 3f800000", // Infinity
    "ff800000, 00000000, 00000000, bf800000", // -Infinity
  })
  void definition(String x, String exp, String sigmoid, String tanh) {
    float argument = Float.intBitsToFloat(Integer.parseUnsignedInt(x, 16));
    assertEquals(exp, hex(ScalarMath.exp(argument)), "exp");
    assertEquals(sigmoid, hex(ScalarMath.sigmoid(argument)), "sigmoid");
    assertEquals(tanh, hex(ScalarMath.tanh(argument)), "tanh");
  }

  private static String hex(float x) {
    return "%08x".formatted(Float.floatToRawIntBits(x));
  }

  /**
   * Sweeps all floats: NaN gives NaN; a result below the normal range is 0 (or the subnormal
   * argument itself), one that rounds to infinity is infinite; any other is within {@code bound}
   * ulps.
   */
  private static void assertMaxError(
      String name, double bound, int start, FloatFunction function, DoubleUnaryOperator oracle) {
    double worst = 0;
    float worstAt = 0;
    for (long bits = EXHAUSTIVE ? 0 : start; bits < 1L << 32; bits += STEP) {
      float x = Float.intBitsToFloat((int) bits);
      float actual = function.apply(x);
      double expected = oracle.applyAsDouble(x);
      float rounded = (float) expected;
      if (Double.isNaN(expected) || Float.isInfinite(rounded) || rounded == 0) {
        if (Float.compare(actual, rounded) != 0) {
          fail(name + "(" + x + ") = " + actual + ", expected " + rounded);
        }
      } else if (Math.abs(expected) < Float.MIN_NORMAL) {
        if (actual != 0 && actual != x) {
          fail(name + "(" + x + ") = " + actual + ", expected 0, or the subnormal argument");
        }
      } else {
        double error = Math.abs(actual - expected) / Math.ulp(rounded);
        if (!(error <= worst)) {
          worst = error;
          worstAt = x;
        }
      }
    }
    if (EXHAUSTIVE) {
      System.out.printf("%s: largest error %.5f ulp at %s (%a)%n", name, worst, worstAt, worstAt);
    }
    assertTrue(worst <= bound, name + ": " + worst + " ulp at " + worstAt + ", more than " + bound);
  }
}
