package org.lstm4j.kernel.scalar;

/**
 * {@code exp}, {@code sigmoid} and {@code tanh} of a float, each defined as a fixed sequence of
 * IEEE operations: + − × ÷ and fma rounded to float, compare-and-select, and integer operations on
 * the bits. Every one of them gives the same bits everywhere and has a vector instruction of its
 * own, so a vector backend that makes the same steps gets the same results. {@code
 * docs/numerics.md} lists the steps for other implementations.
 *
 * <p><b>Reduction.</b> For exp, n is the integer nearest to x / ln 2, and r = x − n ln 2, so that
 * exp(x) = 2<sup>n</sup> exp(r), |r| ≤ ln 2 / 2. Adding 1.5 · 2<sup>23</sup> rounds to an integer
 * and leaves n in the low bits of the sum, from where a shift moves it into the exponent. ln 2 is
 * taken away in two parts, so that r stays accurate for large n (Cody and Waite, 1980). The other
 * two need exp(−v): n is the integer nearest to −v / ln 2, and r = v + n ln 2.
 *
 * <p><b>Functions.</b> With s = 2<sup>n</sup> and the polynomial p = 1 − exp(−r) = r + r² q(r),
 * exp(−v) is s − s p, and is never rounded by itself:
 *
 * <pre>
 *   sigmoid(v)  = 1 / (1 + exp(−v)) = 1 / d          d = (1 + s) − s p
 *   tanh(v / 2) = m / (2 − m), v ≥ 0                 m = (1 − s) + s p = 1 − exp(−v)
 * </pre>
 *
 * For small v, s is 1, m is p, and nothing cancels. That tanh can do with expm1 and one division is
 * known from XNNPACK. sigmoid takes the sign of −s from the same shift, so that no operation is
 * spent on a change of sign.
 *
 * <table>
 * <caption>Vector operations (a compare-and-select is two) and the largest error over all floats</caption>
 * <tr><th>function</th><th>operations</th><th>largest error, ulp</th><th>monotone</th></tr>
 * <tr><td>exp</td><td>17</td><td>0.8914</td><td>to 1 ulp</td></tr>
 * <tr><td>sigmoid</td><td>18, one a division</td><td>2.4437</td><td>yes</td></tr>
 * <tr><td>tanh</td><td>20, one a division</td><td>2.4985</td><td>yes</td></tr>
 * </table>
 *
 * <p>No result is subnormal, but for tanh(x) = x of a subnormal x. NaN gives NaN, of an unspecified
 * payload.
 */
public final class ScalarMath {

  /** The largest float below 128 ln 2 = 88.7228: above it exp(x) is infinite. */
  private static final float EXP_MAX = 0x1.62e42ep6f;

  /**
   * The smallest float above −126 ln 2 = −87.3365: below it exp(x) would be subnormal, and is 0.
   */
  private static final float EXP_MIN = -0x1.5d589ep6f;

  /** Upper limit of v: n = −127 makes s exactly 0. */
  private static final float V_MAX = 88f;

  /**
   * In place of any v below EXP_MIN: n = 128 makes s infinite, and p is negative, so d is infinite.
   */
  private static final float V_INFINITE = -89f;

  private static final float LOG2_E = 0x1.715476p0f; // 1.442695
  private static final float LN2_HIGH = 0x1.62e43p-1f; // 0.6931472, ln 2 as a float
  private static final float LN2_LOW = -0x1.05c61p-29f; // -1.9046542e-9, ln 2 - LN2_HIGH

  /** 1.5 · 2^23: added to a float it rounds that to an integer n, held in the low bits. */
  private static final float ROUND = 0x1.8p23f;

  /** 1.5 · 2^23 + 127: the low nine bits of the sum are sign and exponent of 2^n. */
  private static final float ROUND_SCALE = 0x1.8000fep23f;

  /** 1.5 · 2^23 + 127 + 256: the low nine bits of the sum are sign and exponent of −2^n. */
  private static final float ROUND_MINUS_SCALE = 0x1.8002fep23f;

  /** Where sign and exponent start in the bits of a float. */
  private static final int FRACTION_BITS = 23;

  // exp(r) = 1 + r + E2 r^2 + ... + E6 r^6, relative error 3.2e-9 for |r| <= ln 2 / 2.
  // Derived by src/test/python/expm1_coefficients.py.
  private static final float E2 = 0x1.fffffcp-2f; // 0.49999994
  private static final float E3 = 0x1.555492p-3f; // 0.16666521
  private static final float E4 = 0x1.5558aap-5f; // 0.041668255
  private static final float E5 = 0x1.12396ep-7f; // 0.008368663
  private static final float E6 = 0x1.6a524ep-10f; // 0.0013821468

  private static final float NORMAL_SCALE = 0.3989423f; // 1 / √(2π)
  private static final float NORMAL_T = 0.2316419f;
  private static final float NORMAL_1 = 0.31938154f;
  private static final float NORMAL_2 = -0.35656378f;
  private static final float NORMAL_3 = 1.7814779f;
  private static final float NORMAL_4 = -1.8212559f;
  private static final float NORMAL_5 = 1.3302745f;

  private ScalarMath() {}

  /**
   * e to the power x: 1 at ±0, +∞ above 88.7228, +0 where the result would be less than
   * 2<sup>−126</sup>, NaN of NaN.
   */
  public static float exp(float x) {
    float t = Fma.fma(x, LOG2_E, ROUND);
    float n = t - ROUND;
    float r = Fma.fma(n, -LN2_HIGH, x);
    r = Fma.fma(n, -LN2_LOW, r);

    float e = Fma.fma(E6, r, E5);
    e = Fma.fma(e, r, E4);
    e = Fma.fma(e, r, E3);
    e = Fma.fma(e, r, E2);
    e = Fma.fma(e, r, 1f);
    e = Fma.fma(e, r, 1f);

    // n is added to the exponent of e, since 2^n itself overflows for n = 128.
    int exponent = Float.floatToRawIntBits(t) << FRACTION_BITS;
    float y = Float.intBitsToFloat(Float.floatToRawIntBits(e) + exponent);
    float beyond = x * 0x1p127f; // infinite or NaN, where it is selected
    y = x <= EXP_MAX ? y : beyond;
    return x < EXP_MIN ? 0f : y;
  }

  /**
   * 1 / (1 + exp(−x)), in [0, 1]: 1/2 at ±0, 1 at +∞, +0 where the result would be less than
   * 2<sup>−126</sup>, NaN of NaN.
   */
  public static float sigmoid(float x) {
    float v = x > V_MAX ? V_MAX : x;
    v = v < EXP_MIN ? V_INFINITE : v;

    float t = Fma.fma(v, -LOG2_E, ROUND_MINUS_SCALE);
    float n = t - ROUND_MINUS_SCALE;
    float r = Fma.fma(n, LN2_HIGH, v);
    r = Fma.fma(n, LN2_LOW, r);
    float minusS = Float.intBitsToFloat(Float.floatToRawIntBits(t) << FRACTION_BITS);

    float q = Fma.fma(-E6, r, E5);
    q = Fma.fma(q, r, -E4);
    q = Fma.fma(q, r, E3);
    q = Fma.fma(q, r, -E2);
    float p = Fma.fma(r * q, r, r);

    return 1f / Fma.fma(minusS, p, 1f - minusS);
  }

  /**
   * e to the power x less 1, for x ≤ 0: (2t) / (1 − t) with t = tanh(x / 2), which does not cancel
   * near 0. NaN of NaN.
   */
  static float expm1(float x) {
    float t = tanh(0.5f * x);
    return (t + t) / (1f - t);
  }

  /**
   * log(1 + e<sup>x</sup>): max(x, 0) + log1p(z) with z = e<sup>−|x|</sup>, and log1p(z) = 2
   * artanh(w) with w = z / (2 + z) ≤ 1/3 as the series w (1 + w²/3 + w⁴/5 + …) up to w¹⁴/15. NaN of
   * NaN.
   */
  static float softplus(float x) {
    float z = exp(-Math.abs(x));
    float w = z / (2f + z);
    float u = w * w;
    float q = Fma.fma(1f / 15f, u, 1f / 13f);
    q = Fma.fma(q, u, 1f / 11f);
    q = Fma.fma(q, u, 1f / 9f);
    q = Fma.fma(q, u, 1f / 7f);
    q = Fma.fma(q, u, 1f / 5f);
    q = Fma.fma(q, u, 1f / 3f);
    q = Fma.fma(q, u, 1f);
    float v = w + w;
    return Fma.fma(v, q, x > 0f ? x : 0f);
  }

  /** The density of the normal distribution, e<sup>−x²/2</sup> / √(2π). NaN of NaN. */
  static float normalDensity(float x) {
    return NORMAL_SCALE * exp(-0.5f * (x * x));
  }

  /**
   * Φ, the share of the normal distribution below x: with t = 1 / (1 + 0.2316419 |x|), what is
   * beyond |x| is the density times a polynomial in t of degree 5 (Hastings 1955; Abramowitz and
   * Stegun 26.2.17), off by 7.5e-8 at most. NaN of NaN.
   */
  static float normalCdf(float x) {
    float t = 1f / Fma.fma(NORMAL_T, Math.abs(x), 1f);
    float q = Fma.fma(NORMAL_5, t, NORMAL_4);
    q = Fma.fma(q, t, NORMAL_3);
    q = Fma.fma(q, t, NORMAL_2);
    q = Fma.fma(q, t, NORMAL_1);
    float beyond = normalDensity(x) * (q * t);
    return x > 0f ? 1f - beyond : beyond;
  }

  /**
   * The hyperbolic tangent, in [−1, 1] and odd to the bit: x itself for tiny x (±0 and subnormal
   * numbers too), ±1 at ±∞, NaN of NaN. One part of ln 2 is enough: exp(−2|x|) fades before n is
   * large.
   */
  public static float tanh(float x) {
    int bits = Float.floatToRawIntBits(x);
    float a = Float.intBitsToFloat(bits & 0x7fffffff);
    float v = a + a;
    v = v > V_MAX ? V_MAX : v;

    float t = Fma.fma(v, -LOG2_E, ROUND_SCALE);
    float n = t - ROUND_SCALE;
    float r = Fma.fma(n, LN2_HIGH, v);
    float s = Float.intBitsToFloat(Float.floatToRawIntBits(t) << FRACTION_BITS);

    float q = Fma.fma(-E6, r, E5);
    q = Fma.fma(q, r, -E4);
    q = Fma.fma(q, r, E3);
    q = Fma.fma(q, r, -E2);
    float p = Fma.fma(r * q, r, r);

    float m = Fma.fma(s, p, 1f - s);
    float y = m / (2f - m);
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ (bits & 0x80000000));
  }
}
