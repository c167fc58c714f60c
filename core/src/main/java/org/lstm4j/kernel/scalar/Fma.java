package org.lstm4j.kernel.scalar;

/**
 * Fused multiply-add with one rounding, fast on every CPU.
 *
 * <p>{@link Math#fma(float, float, float)} is one instruction where the CPU (and the virtual
 * machine) offers it, and otherwise a {@code BigDecimal} computation that is thousands of times
 * slower. Virtual machines hide the instruction more often than CPUs lack it. There, {@link
 * #emulate} gives the same bits with about ten {@code double} operations. Which of the two runs is
 * decided once, when this class is initialised, by timing both: the answer changes the speed, never
 * a bit.
 */
final class Fma {

  /**
   * Whether {@link Math#fma(float, float, float)} is fast here. A constant to the compiler: the
   * other way folds away.
   */
  static final boolean HARDWARE = isHardware();

  private Fma() {}

  /** {@code a * b + c}, rounded once to the nearest float (ties to even). */
  static float fma(float a, float b, float c) {
    return HARDWARE ? Math.fma(a, b, c) : emulate(a, b, c);
  }

  /**
   * {@code a * b + c} with the bits of {@link Math#fma(float, float, float)}, from {@code double}
   * operations.
   *
   * <p>The product of two floats is exact in {@code double}. Knuth's TwoSum gives the sum with
   * {@code c} as {@code sum + error}, exactly. If that sum was rounded, it is moved to the
   * neighbour with an odd last bit (rounding to odd): such a number is never halfway between two
   * floats nor a float, so that the final cast rounds as the exact value would. Boldo and
   * Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to
   * odd" (2008). A NaN result may carry another payload.
   */
  static float emulate(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double cPart = sum - product;
    double error = (product - (sum - cPart)) + (c - cPart);
    // Exact, or infinite or NaN (then the error is NaN): nothing to repair.
    if (!(error < 0 || error > 0)) {
      return (float) sum;
    }
    long bits = Double.doubleToRawLongBits(sum);
    if ((bits & 1) == 0) {
      bits += (error > 0) == (sum > 0) ? 1 : -1;
    }
    return (float) Double.longBitsToDouble(bits);
  }

  /**
   * Times both ways, interleaved, and compares the fastest rounds: with the instruction {@code
   * Math.fma} wins even in the interpreter, without it loses by a factor of more than ten. A flag
   * of the virtual machine ({@code UseFMA}) would tell the same, but reading it starts the
   * management classes, which takes longer, and ties this class to HotSpot.
   */
  private static boolean isHardware() {
    long fused = Long.MAX_VALUE;
    long emulated = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      float x = chain(true);
      long middle = System.nanoTime();
      float y = chain(false);
      long end = System.nanoTime();
      if (x != y) {
        throw new AssertionError("fma " + x + " != emulated " + y);
      }
      fused = Math.min(fused, middle - start);
      emulated = Math.min(emulated, end - middle);
    }
    return fused <= emulated;
  }

  /** Four dependent steps of the logistic map, each result the next argument. */
  private static float chain(boolean fused) {
    float x = 0.3f;
    for (int i = 0; i < 4; i++) {
      x = fused ? Math.fma(-3.7f * x, x, 3.7f * x) : emulate(-3.7f * x, x, 3.7f * x);
    }
    return x;
  }
}
