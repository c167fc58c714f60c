package org.lstm4j.simd.math;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Activation;
import org.lstm4j.simd.Lanes;

/** Activation functions and their derivatives over stretches of arrays; lengths need no padding. */
public final class Activations {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final float GELU_SCALE = 1.5957692f; // 2 √(2/π)
  private static final float GELU_CUBE = 0.044715f;

  private static final float NORMAL_SCALE = 0.3989423f; // 1 / √(2π)
  private static final float NORMAL_T = 0.2316419f;
  private static final float NORMAL_1 = 0.31938154f;
  private static final float NORMAL_2 = -0.35656378f;
  private static final float NORMAL_3 = 1.7814779f;
  private static final float NORMAL_4 = -1.8212559f;
  private static final float NORMAL_5 = 1.3302745f;

  private final VectorMath math = new VectorMath();
  private float[] line = {};

  /** Functions with scratch of their own. */
  public Activations() {}

  /**
   * x ← activation(x).
   *
   * @param activation the function
   * @param x arguments, then values
   * @param off offset of the first
   * @param n how many
   */
  public void apply(Activation activation, float[] x, int off, int n) {
    float alpha = activation.alpha();
    float beta = activation.beta();
    switch (activation.function()) {
      case SIGMOID -> math.sigmoid(x, off, n);
      case TANH -> math.tanh(x, off, n);
      case RELU -> relu(x, off, n);
      case IDENTITY -> {}
      case HARD_SIGMOID -> hardSigmoid(alpha, beta, x, off, n);
      case SOFTSIGN -> softsign(x, off, n);
      case LEAKY_RELU -> {
        for (int i = off; i < off + n; i++) {
          x[i] = x[i] <= 0f ? alpha * x[i] : x[i];
        }
      }
      case ELU -> elu(alpha, x, off, n);
      case SILU -> {
        math.sigmoid(copy(x, off, n), 0, n);
        multiply(x, off, n);
      }
      case GELU_TANH -> {
        math.sigmoid(geluArguments(x, off, n), 0, n);
        multiply(x, off, n);
      }
      case GELU -> {
        float[] density = normalDensities(x, off, n);
        for (int i = 0; i < n; i++) {
          x[off + i] *= normalCdf(x[off + i], density[i]);
        }
      }
      case SOFTPLUS -> softplus(x, off, n);
      case THRESHOLDED_RELU -> {
        for (int i = off; i < off + n; i++) {
          x[i] = x[i] <= alpha ? 0f : x[i];
        }
      }
      case SCALED_TANH -> {
        for (int i = off; i < off + n; i++) {
          x[i] *= beta;
        }
        math.tanh(x, off, n);
        for (int i = off; i < off + n; i++) {
          x[i] *= alpha;
        }
      }
      case AFFINE -> {
        for (int i = off; i < off + n; i++) {
          x[i] = Math.fma(alpha, x[i], beta);
        }
      }
    }
  }

  /**
   * dx ← dy·activation'(x).
   *
   * @param activation the function
   * @param x arguments, from an offset on
   * @param xOff offset of the first
   * @param n how many
   * @param dx gradients of the values, which become those of the arguments, from 0 on
   * @param y values, from 0 on
   */
  public void backward(Activation activation, float[] x, int xOff, int n, float[] dx, float[] y) {
    switch (activation.function()) {
      case SILU -> {
        float[] s = copy(x, xOff, n);
        math.sigmoid(s, 0, n);
        for (int i = 0; i < n; i++) {
          dx[i] *= Math.fma(x[xOff + i], s[i] * (1f - s[i]), s[i]);
        }
      }
      case GELU_TANH -> {
        float[] s = geluArguments(x, xOff, n);
        math.sigmoid(s, 0, n);
        for (int i = 0; i < n; i++) {
          float v = x[xOff + i];
          float slope = GELU_SCALE * Math.fma(3f * GELU_CUBE * v, v, 1f);
          dx[i] *= Math.fma(v * slope, s[i] * (1f - s[i]), s[i]);
        }
      }
      case GELU -> {
        float[] density = normalDensities(x, xOff, n);
        for (int i = 0; i < n; i++) {
          float v = x[xOff + i];
          dx[i] *= Math.fma(v, density[i], normalCdf(v, density[i]));
        }
      }
      case SOFTPLUS -> {
        float[] s = copy(x, xOff, n);
        math.sigmoid(s, 0, n);
        for (int i = 0; i < n; i++) {
          dx[i] *= s[i];
        }
      }
      default -> {
        float[] slopes = scratch(n);
        derivative(activation, y, 0, slopes, 0, n);
        for (int i = 0; i < n; i++) {
          dx[i] *= slopes[i];
        }
      }
    }
  }

  private float[] scratch(int n) {
    if (line.length < n) {
      line = new float[n];
    }
    return line;
  }

  private float[] copy(float[] x, int off, int n) {
    float[] copy = scratch(n);
    System.arraycopy(x, off, copy, 0, n);
    return copy;
  }

  private void multiply(float[] x, int off, int n) {
    for (int i = 0; i < n; i++) {
      x[off + i] *= line[i];
    }
  }

  private float[] geluArguments(float[] x, int off, int n) {
    float[] z = scratch(n);
    for (int i = 0; i < n; i++) {
      float v = x[off + i];
      z[i] = GELU_SCALE * Math.fma(GELU_CUBE * (v * v), v, v);
    }
    return z;
  }

  private float[] normalDensities(float[] x, int off, int n) {
    float[] density = scratch(n);
    for (int i = 0; i < n; i++) {
      density[i] = -0.5f * (x[off + i] * x[off + i]);
    }
    math.exp(density, 0, n);
    for (int i = 0; i < n; i++) {
      density[i] *= NORMAL_SCALE;
    }
    return density;
  }

  private static float normalCdf(float x, float density) {
    float t = 1f / Math.fma(NORMAL_T, Math.abs(x), 1f);
    float q = Math.fma(NORMAL_5, t, NORMAL_4);
    q = Math.fma(q, t, NORMAL_3);
    q = Math.fma(q, t, NORMAL_2);
    q = Math.fma(q, t, NORMAL_1);
    float beyond = density * (q * t);
    return x > 0f ? 1f - beyond : beyond;
  }

  private void elu(float alpha, float[] x, int off, int n) {
    float[] t = scratch(n);
    for (int i = 0; i < n; i++) {
      t[i] = 0.5f * x[off + i];
    }
    math.tanh(t, 0, n);
    for (int i = 0; i < n; i++) {
      float value = alpha * ((t[i] + t[i]) / (1f - t[i]));
      x[off + i] = x[off + i] <= 0f ? value : x[off + i];
    }
  }

  private void softplus(float[] x, int off, int n) {
    float[] z = scratch(n);
    for (int i = 0; i < n; i++) {
      z[i] = -Math.abs(x[off + i]);
    }
    math.exp(z, 0, n);
    for (int i = 0; i < n; i++) {
      float w = z[i] / (2f + z[i]);
      float u = w * w;
      float q = Math.fma(1f / 15f, u, 1f / 13f);
      q = Math.fma(q, u, 1f / 11f);
      q = Math.fma(q, u, 1f / 9f);
      q = Math.fma(q, u, 1f / 7f);
      q = Math.fma(q, u, 1f / 5f);
      q = Math.fma(q, u, 1f / 3f);
      q = Math.fma(q, u, 1f);
      float v = x[off + i];
      x[off + i] = Math.fma(w + w, q, v > 0f ? v : 0f);
    }
  }

  /**
   * d ← the derivative of an activation for gates where its value is y.
   *
   * @param activation the function
   * @param y values
   * @param yOff offset of the first
   * @param d receives the derivatives
   * @param dOff offset of the first
   * @param n how many
   */
  public void derivative(Activation activation, float[] y, int yOff, float[] d, int dOff, int n) {
    float alpha = activation.alpha();
    switch (activation.function()) {
      case SIGMOID -> sigmoidSlope(y, yOff, d, dOff, n);
      case TANH -> tanhSlope(y, yOff, d, dOff, n);
      case RELU, THRESHOLDED_RELU -> {
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
          d[dOff + i] = y[yOff + i] > 0f && y[yOff + i] < 1f ? alpha : 0f;
        }
      }
      case SOFTSIGN -> {
        for (int i = 0; i < n; i++) {
          float rest = 1f - Math.abs(y[yOff + i]);
          d[dOff + i] = rest * rest;
        }
      }
      case LEAKY_RELU -> {
        for (int i = 0; i < n; i++) {
          d[dOff + i] = y[yOff + i] > 0f ? 1f : alpha;
        }
      }
      case ELU -> {
        for (int i = 0; i < n; i++) {
          d[dOff + i] = y[yOff + i] > 0f ? 1f : y[yOff + i] + alpha;
        }
      }
      case SOFTPLUS -> {
        for (int i = 0; i < n; i++) {
          d[dOff + i] = -y[yOff + i];
        }
        math.exp(d, dOff, n);
        for (int i = 0; i < n; i++) {
          d[dOff + i] = 1f - d[dOff + i];
        }
      }
      case SCALED_TANH -> {
        float scale = alpha * activation.beta();
        for (int i = 0; i < n; i++) {
          float s = y[yOff + i] / alpha;
          d[dOff + i] = scale * Math.fma(-s, s, 1f);
        }
      }
      case AFFINE -> Arrays.fill(d, dOff, dOff + n, alpha);
      case SILU, GELU_TANH, GELU ->
          throw new IllegalArgumentException(activation + " is not for gates");
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

  private static void hardSigmoid(float alpha, float beta, float[] x, int off, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, off + i);
      v = v.fma(FloatVector.broadcast(F, alpha), FloatVector.broadcast(F, beta));
      FloatVector capped = v.blend(1f, v.compare(GT, 1f));
      capped.blend(0f, v.compare(LT, 0f)).intoArray(x, off + i);
    }
    for (; i < n; i++) {
      float v = Math.fma(alpha, x[off + i], beta);
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
