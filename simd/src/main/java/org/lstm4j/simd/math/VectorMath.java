package org.lstm4j.simd.math;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.lstm4j.simd.math.ExpConstants.E2;
import static org.lstm4j.simd.math.ExpConstants.E3;
import static org.lstm4j.simd.math.ExpConstants.E4;
import static org.lstm4j.simd.math.ExpConstants.E5;
import static org.lstm4j.simd.math.ExpConstants.E6;
import static org.lstm4j.simd.math.ExpConstants.EXP_MAX;
import static org.lstm4j.simd.math.ExpConstants.EXP_MIN;
import static org.lstm4j.simd.math.ExpConstants.FRACTION_BITS;
import static org.lstm4j.simd.math.ExpConstants.HUGE;
import static org.lstm4j.simd.math.ExpConstants.LN2_HIGH;
import static org.lstm4j.simd.math.ExpConstants.LN2_LOW;
import static org.lstm4j.simd.math.ExpConstants.LOG2_E;
import static org.lstm4j.simd.math.ExpConstants.MAGNITUDE;
import static org.lstm4j.simd.math.ExpConstants.ROUND;
import static org.lstm4j.simd.math.ExpConstants.ROUND_MINUS_SCALE;
import static org.lstm4j.simd.math.ExpConstants.ROUND_SCALE;
import static org.lstm4j.simd.math.ExpConstants.V_INFINITE;
import static org.lstm4j.simd.math.ExpConstants.V_MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.simd.Lanes;

/**
 * {@code exp}, {@code sigmoid} and {@code tanh} over a stretch of an array, in place: the
 * operations of docs/numerics.md, line by line.
 *
 * <p>Each function is one self-contained pass: a helper that took or returned vectors would be
 * boxed wherever C2 declines to inline it. A stretch that is no whole number of vectors ends in a
 * padded copy, so that there is one body for all lengths. Not thread-safe: it owns that copy.
 *
 * <p>17, 18 and 20 vector operations per vector, one division in sigmoid and tanh; 13 constants
 * stay in registers.
 */
public final class VectorMath {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final float[] tail = new float[L];

  /** Makes passes with a scratch vector of their own. */
  public VectorMath() {}

  /**
   * x ← exp(x).
   *
   * @param x values
   * @param off offset of the first
   * @param n how many
   */
  public void exp(float[] x, int off, int n) {
    int whole = n - n % L;
    expVectors(x, off, whole);
    if (whole < n) {
      System.arraycopy(x, off + whole, tail, 0, n - whole);
      expVectors(tail, 0, L);
      System.arraycopy(tail, 0, x, off + whole, n - whole);
    }
  }

  /**
   * x ← sigmoid(x).
   *
   * @param x values
   * @param off offset of the first
   * @param n how many
   */
  public void sigmoid(float[] x, int off, int n) {
    int whole = n - n % L;
    sigmoidVectors(x, off, whole);
    if (whole < n) {
      System.arraycopy(x, off + whole, tail, 0, n - whole);
      sigmoidVectors(tail, 0, L);
      System.arraycopy(tail, 0, x, off + whole, n - whole);
    }
  }

  /**
   * x ← tanh(x).
   *
   * @param x values
   * @param off offset of the first
   * @param n how many
   */
  public void tanh(float[] x, int off, int n) {
    int whole = n - n % L;
    tanhVectors(x, off, whole);
    if (whole < n) {
      System.arraycopy(x, off + whole, tail, 0, n - whole);
      tanhVectors(tail, 0, L);
      System.arraycopy(tail, 0, x, off + whole, n - whole);
    }
  }

  /**
   * {@return x, or +0 if |x| is below 2<sup>−126</sup>}
   *
   * @param x a number beyond the last whole vector
   */
  public static float flush(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? 0f : x;
  }

  private static void expVectors(float[] x, int off, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, off + i);
      FloatVector t = v.fma(FloatVector.broadcast(F, LOG2_E), FloatVector.broadcast(F, ROUND));
      FloatVector k = t.sub(ROUND);
      FloatVector r = k.fma(FloatVector.broadcast(F, -LN2_HIGH), v);
      r = k.fma(FloatVector.broadcast(F, -LN2_LOW), r);
      FloatVector e = FloatVector.broadcast(F, E6).fma(r, FloatVector.broadcast(F, E5));
      e = e.fma(r, FloatVector.broadcast(F, E4));
      e = e.fma(r, FloatVector.broadcast(F, E3));
      e = e.fma(r, FloatVector.broadcast(F, E2));
      e = e.fma(r, FloatVector.broadcast(F, 1f));
      e = e.fma(r, FloatVector.broadcast(F, 1f));
      IntVector exponent = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS);
      FloatVector y = e.reinterpretAsInts().add(exponent).reinterpretAsFloats();
      y = v.mul(HUGE).blend(y, v.compare(LE, EXP_MAX));
      y = y.blend(0f, v.compare(LT, EXP_MIN));
      y.intoArray(x, off + i);
    }
  }

  private static void sigmoidVectors(float[] x, int off, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, off + i);
      v = v.blend(V_MAX, v.compare(GT, V_MAX));
      v = v.blend(V_INFINITE, v.compare(LT, EXP_MIN));
      FloatVector t =
          v.fma(FloatVector.broadcast(F, -LOG2_E), FloatVector.broadcast(F, ROUND_MINUS_SCALE));
      FloatVector k = t.sub(ROUND_MINUS_SCALE);
      FloatVector r = k.fma(FloatVector.broadcast(F, LN2_HIGH), v);
      r = k.fma(FloatVector.broadcast(F, LN2_LOW), r);
      FloatVector s = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS).reinterpretAsFloats();
      FloatVector q = FloatVector.broadcast(F, -E6).fma(r, FloatVector.broadcast(F, E5));
      q = q.fma(r, FloatVector.broadcast(F, -E4));
      q = q.fma(r, FloatVector.broadcast(F, E3));
      q = q.fma(r, FloatVector.broadcast(F, -E2));
      FloatVector p = r.mul(q).fma(r, r);
      FloatVector one = FloatVector.broadcast(F, 1f);
      one.div(s.fma(p, one.sub(s))).intoArray(x, off + i);
    }
  }

  private static void tanhVectors(float[] x, int off, int n) {
    for (int i = 0; i < n; i += L) {
      IntVector bits = FloatVector.fromArray(F, x, off + i).reinterpretAsInts();
      FloatVector a = bits.and(MAGNITUDE).reinterpretAsFloats();
      FloatVector v = a.add(a);
      v = v.blend(V_MAX, v.compare(GT, V_MAX));
      FloatVector t =
          v.fma(FloatVector.broadcast(F, -LOG2_E), FloatVector.broadcast(F, ROUND_SCALE));
      FloatVector k = t.sub(ROUND_SCALE);
      FloatVector r = k.fma(FloatVector.broadcast(F, LN2_HIGH), v);
      FloatVector s = t.reinterpretAsInts().lanewise(LSHL, FRACTION_BITS).reinterpretAsFloats();
      FloatVector q = FloatVector.broadcast(F, -E6).fma(r, FloatVector.broadcast(F, E5));
      q = q.fma(r, FloatVector.broadcast(F, -E4));
      q = q.fma(r, FloatVector.broadcast(F, E3));
      q = q.fma(r, FloatVector.broadcast(F, -E2));
      FloatVector p = r.mul(q).fma(r, r);
      FloatVector m = s.fma(p, FloatVector.broadcast(F, 1f).sub(s));
      FloatVector y = m.div(FloatVector.broadcast(F, 2f).sub(m));
      IntVector sign = bits.and(~MAGNITUDE);
      sign.lanewise(XOR, y.reinterpretAsInts()).reinterpretAsFloats().intoArray(x, off + i);
    }
  }
}
