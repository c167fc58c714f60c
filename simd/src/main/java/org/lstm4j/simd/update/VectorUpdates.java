package org.lstm4j.simd.update;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.math.VectorMath;

/** Optimizer steps and element-wise changes, one pass each. */
public final class VectorUpdates {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private VectorUpdates() {}

  /**
   * p = fma(−rate, g, p).
   *
   * @param from the first parameter
   * @param to the parameter after the last one
   * @param rate learning rate
   * @param p parameters
   * @param g gradients
   */
  public static void sgd(int from, int to, float rate, float[] p, float[] g) {
    int i = from;
    for (; i <= to - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, g, i);
      v.fma(FloatVector.broadcast(F, -rate), FloatVector.fromArray(F, p, i)).intoArray(p, i);
    }
    for (; i < to; i++) {
      p[i] = Math.fma(-rate, g[i], p[i]);
    }
  }

  /**
   * v = flush(fma(momentum, v, g)); p = fma(−rate, v, p).
   *
   * @param from the first parameter
   * @param to the parameter after the last one
   * @param rate learning rate
   * @param momentum in [0, 1)
   * @param p parameters
   * @param g gradients
   * @param v velocities
   */
  public static void momentum(
      int from, int to, float rate, float momentum, float[] p, float[] g, float[] v) {
    int i = from;
    for (; i <= to - L; i += L) {
      FloatVector u =
          FloatVector.fromArray(F, v, i)
              .fma(FloatVector.broadcast(F, momentum), FloatVector.fromArray(F, g, i));
      u = u.blend(0f, u.abs().compare(LT, Float.MIN_NORMAL));
      u.intoArray(v, i);
      u.fma(FloatVector.broadcast(F, -rate), FloatVector.fromArray(F, p, i)).intoArray(p, i);
    }
    for (; i < to; i++) {
      v[i] = VectorMath.flush(Math.fma(momentum, v[i], g[i]));
      p[i] = Math.fma(-rate, v[i], p[i]);
    }
  }

  /**
   * v = flush(fma(momentum, v, g)); p = fma(−rate, fma(momentum, v, g), p).
   *
   * @param from the first parameter
   * @param to the parameter after the last one
   * @param rate learning rate
   * @param momentum in [0, 1)
   * @param p parameters
   * @param g gradients
   * @param v velocities
   */
  public static void nesterov(
      int from, int to, float rate, float momentum, float[] p, float[] g, float[] v) {
    int i = from;
    for (; i <= to - L; i += L) {
      FloatVector gradient = FloatVector.fromArray(F, g, i);
      FloatVector u =
          FloatVector.fromArray(F, v, i).fma(FloatVector.broadcast(F, momentum), gradient);
      u = u.blend(0f, u.abs().compare(LT, Float.MIN_NORMAL));
      u.intoArray(v, i);
      u.fma(FloatVector.broadcast(F, momentum), gradient)
          .fma(FloatVector.broadcast(F, -rate), FloatVector.fromArray(F, p, i))
          .intoArray(p, i);
    }
    for (; i < to; i++) {
      v[i] = VectorMath.flush(Math.fma(momentum, v[i], g[i]));
      p[i] = Math.fma(-rate, Math.fma(momentum, v[i], g[i]), p[i]);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#adam}.
   *
   * @param from the first parameter
   * @param to the parameter after the last one
   * @param factors the scalars of the step
   * @param p parameters
   * @param g gradients
   * @param m first moments
   * @param v second moments
   */
  public static void adam(
      int from, int to, AdamFactors factors, float[] p, float[] g, float[] m, float[] v) {
    float beta1 = factors.beta1;
    float rest1 = factors.rest1;
    float beta2 = factors.beta2;
    float rest2 = factors.rest2;
    float epsilon = factors.epsilon;
    float step = factors.step();
    float rootScale = factors.rootScale();
    int i = from;
    for (; i <= to - L; i += L) {
      FloatVector gradient = FloatVector.fromArray(F, g, i);
      FloatVector first =
          FloatVector.fromArray(F, m, i).fma(FloatVector.broadcast(F, beta1), gradient.mul(rest1));
      first = first.blend(0f, first.abs().compare(LT, Float.MIN_NORMAL));
      FloatVector second =
          FloatVector.fromArray(F, v, i)
              .fma(FloatVector.broadcast(F, beta2), gradient.mul(rest2).mul(gradient));
      second = second.blend(0f, second.abs().compare(LT, Float.MIN_NORMAL));
      first.intoArray(m, i);
      second.intoArray(v, i);
      FloatVector root =
          second.sqrt().fma(FloatVector.broadcast(F, rootScale), FloatVector.broadcast(F, epsilon));
      first
          .div(root)
          .fma(FloatVector.broadcast(F, -step), FloatVector.fromArray(F, p, i))
          .intoArray(p, i);
    }
    for (; i < to; i++) {
      m[i] = VectorMath.flush(Math.fma(beta1, m[i], rest1 * g[i]));
      v[i] = VectorMath.flush(Math.fma(beta2, v[i], (rest2 * g[i]) * g[i]));
      float root = (float) Math.sqrt(v[i]);
      p[i] = Math.fma(-step, m[i] / Math.fma(root, rootScale, epsilon), p[i]);
    }
  }

  /**
   * x ← x·factor.
   *
   * @param n number of values
   * @param factor the factor
   * @param x values
   * @param xOff offset of the values
   */
  public static void scale(int n, float factor, float[] x, int xOff) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector.fromArray(F, x, xOff + i).mul(factor).intoArray(x, xOff + i);
    }
    for (; i < n; i++) {
      x[xOff + i] *= factor;
    }
  }

  /**
   * x ← clamp(x, ±limit); NaN stays.
   *
   * @param n number of values
   * @param limit the greatest magnitude
   * @param x values
   * @param xOff offset of the values
   */
  public static void clamp(int n, float limit, float[] x, int xOff) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, xOff + i);
      FloatVector capped = v.blend(limit, v.compare(GT, limit));
      capped.blend(-limit, v.compare(LT, -limit)).intoArray(x, xOff + i);
    }
    for (; i < n; i++) {
      float v = x[xOff + i];
      x[xOff + i] = v > limit ? limit : v < -limit ? -limit : v;
    }
  }
}
