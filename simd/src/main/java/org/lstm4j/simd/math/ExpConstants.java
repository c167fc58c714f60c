package org.lstm4j.simd.math;

/**
 * The constants of exp, sigmoid and tanh, as docs/numerics.md has them: x = n·ln 2 + r,
 * e<sup>r</sup> by a polynomial with the coefficients 1, 1, E2 to E6.
 */
public final class ExpConstants {
  /** log₂ e. */
  public static final float LOG2_E = 0x1.715476p0f;

  /** ln 2 as a float. */
  public static final float LN2_HIGH = 0x1.62e43p-1f;

  /** What {@link #LN2_HIGH} lacks. */
  public static final float LN2_LOW = -0x1.05c61p-29f;

  /** 1.5·2<sup>23</sup>: a sum with it is rounded to an integer n, held in the low bits. */
  public static final float ROUND = 0x1.8p23f;

  /**
   * 1.5·2<sup>23</sup> + 127: the low nine bits of the sum are sign and exponent of 2<sup>n</sup>.
   */
  public static final float ROUND_SCALE = 0x1.8000fep23f;

  /**
   * 1.5·2<sup>23</sup> + 127 + 256: the low nine bits of the sum are sign and exponent of
   * −2<sup>n</sup>.
   */
  public static final float ROUND_MINUS_SCALE = 0x1.8002fep23f;

  /** The largest x whose exponential is finite here. */
  public static final float EXP_MAX = 0x1.62e42ep6f;

  /** The smallest x whose exponential is no denormal. */
  public static final float EXP_MIN = -0x1.5d589ep6f;

  /** In place of any argument of sigmoid, and of 2x in tanh, above it. */
  public static final float V_MAX = 88f;

  /** In place of any argument of sigmoid below {@link #EXP_MIN}. */
  public static final float V_INFINITE = -89f;

  /** A factor that makes everything above {@link #EXP_MAX} infinite. */
  public static final float HUGE = 0x1p127f;

  /** Coefficient of r². */
  public static final float E2 = 0x1.fffffcp-2f;

  /** Coefficient of r³. */
  public static final float E3 = 0x1.555492p-3f;

  /** Coefficient of r⁴. */
  public static final float E4 = 0x1.5558aap-5f;

  /** Coefficient of r⁵. */
  public static final float E5 = 0x1.12396ep-7f;

  /** Coefficient of r⁶. */
  public static final float E6 = 0x1.6a524ep-10f;

  /** Where sign and exponent start in the bits of a float. */
  public static final int FRACTION_BITS = 23;

  /** All bits of a float but the sign. */
  public static final int MAGNITUDE = 0x7fffffff;

  private ExpConstants() {}
}
