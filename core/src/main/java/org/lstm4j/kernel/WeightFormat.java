package org.lstm4j.kernel;

/** What a packed matrix keeps of each value. Products compute in float with whatever is kept. */
public enum WeightFormat {
  /** The value itself, in four bytes. */
  FLOAT32 {
    @Override
    public float round(float value) {
      return value;
    }
  },

  /**
   * The upper half of a float, in two bytes: 8 bits of exponent and a significand of 8 bits, so
   * that normal numbers change by at most 2<sup>−8</sup> of their value.
   */
  BFLOAT16 {
    @Override
    public float round(float value) {
      int bits = Float.floatToRawIntBits(value);
      if (Float.isNaN(value)) {
        return Float.intBitsToFloat((bits | QUIET) & UPPER_HALF);
      }
      // One less than half a unit, and one more where the last bit is 1: ties go to even. A carry
      // runs into the exponent, and from the largest one into infinity.
      int half = 0x7fff + ((bits >>> 16) & 1);
      return Float.intBitsToFloat((bits + half) & UPPER_HALF);
    }
  };

  private static final int UPPER_HALF = 0xffff_0000;
  private static final int QUIET = 0x0040_0000;

  /**
   * Rounds to the nearest value of the format, ties to even. Subnormal numbers are kept, too large
   * ones become infinite and NaN stays NaN.
   *
   * @param value any value
   * @return the value that a matrix of this format keeps
   */
  public abstract float round(float value);
}
