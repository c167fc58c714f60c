package org.lstm4j.simd.lstm;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Activation;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.math.VectorMath;

/** Activation functions and their derivatives over stretches of arrays; lengths need no padding. */
final class Activations {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final float HARD_SLOPE = 0.2f;

  private final VectorMath math = new VectorMath();

  /** x ← activation(x). */
  void apply(Activation activation, float[] x, int off, int n) {
    switch (activation) {
      case SIGMOID -> math.sigmoid(x, off, n);
      case TANH -> math.tanh(x, off, n);
      case RELU -> relu(x, off, n);
      case IDENTITY -> {}
      case HARD_SIGMOID -> hardSigmoid(x, off, n);
      case SOFTSIGN -> softsign(x, off, n);
    }
  }

  /** d ← the derivative where the activation's value is y. */
  static void derivative(Activation activation, float[] y, int yOff, float[] d, int dOff, int n) {
    switch (activation) {
      case SIGMOID -> sigmoidSlope(y, yOff, d, dOff, n);
      case TANH -> tanhSlope(y, yOff, d, dOff, n);
      case RELU -> {
        for (int i = 0; i < n; i++) {
          d[dOff + i] = y[yOff + i] > 0f ? 1f : 0f;
        }
      }
      case IDENTITY -> {
        for (int i = 0; i < n; i++) {
          d[dOff + i] = 1f;
        }
      }
      case HARD_SIGMOID -> {
        for (int i = 0; i < n; i++) {
          d[dOff + i] = y[yOff + i] > 0f && y[yOff + i] < 1f ? HARD_SLOPE : 0f;
        }
      }
      case SOFTSIGN -> {
        for (int i = 0; i < n; i++) {
          float rest = 1f - Math.abs(y[yOff + i]);
          d[dOff + i] = rest * rest;
        }
      }
    }
  }

  private static void relu(float[] x, int off, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, off + i);
      v.blend(0f, v.compare(LE, 0f)).intoArray(x, off + i);
    }
    for (; i < n; i++) {
      x[off + i] = x[off + i] <= 0f ? 0f : x[off + i];
    }
  }

  private static void hardSigmoid(float[] x, int off, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, off + i);
      v = v.fma(FloatVector.broadcast(F, HARD_SLOPE), FloatVector.broadcast(F, 0.5f));
      FloatVector capped = v.blend(1f, v.compare(GT, 1f));
      capped.blend(0f, v.compare(LT, 0f)).intoArray(x, off + i);
    }
    for (; i < n; i++) {
      float v = Math.fma(HARD_SLOPE, x[off + i], 0.5f);
      x[off + i] = v < 0f ? 0f : v > 1f ? 1f : v;
    }
  }

  private static void softsign(float[] x, int off, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, off + i);
      v.div(v.abs().add(1f)).intoArray(x, off + i);
    }
    for (; i < n; i++) {
      x[off + i] = x[off + i] / (1f + Math.abs(x[off + i]));
    }
  }

  private static void sigmoidSlope(float[] y, int yOff, float[] d, int dOff, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, y, yOff + i);
      v.mul(FloatVector.broadcast(F, 1f).sub(v)).intoArray(d, dOff + i);
    }
    for (; i < n; i++) {
      d[dOff + i] = y[yOff + i] * (1f - y[yOff + i]);
    }
  }

  private static void tanhSlope(float[] y, int yOff, float[] d, int dOff, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, y, yOff + i);
      v.neg().fma(v, FloatVector.broadcast(F, 1f)).intoArray(d, dOff + i);
    }
    for (; i < n; i++) {
      d[dOff + i] = Math.fma(-y[yOff + i], y[yOff + i], 1f);
    }
  }
}
