package org.lstm4j.kernel.scalar;

/** Optimizer steps: one pass over the flat arrays each. */
final class ScalarUpdates {
  private ScalarUpdates() {}

  static void sgd(int n, float rate, float[] p, float[] g) {
    for (int i = 0; i < n; i++) {
      p[i] = Fma.fma(-rate, g[i], p[i]);
    }
  }

  static void momentum(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    for (int i = 0; i < n; i++) {
      v[i] = Denormals.flush(Fma.fma(momentum, v[i], g[i]));
      p[i] = Fma.fma(-rate, v[i], p[i]);
    }
  }

  static void adam(
      int n,
      float beta1,
      float rest1,
      float beta2,
      float rest2,
      float step,
      float rootScale,
      float epsilon,
      float[] p,
      float[] g,
      float[] m,
      float[] v) {
    for (int i = 0; i < n; i++) {
      m[i] = Denormals.flush(Fma.fma(beta1, m[i], rest1 * g[i]));
      v[i] = Denormals.flush(Fma.fma(beta2, v[i], (rest2 * g[i]) * g[i]));
      float root = (float) Math.sqrt(v[i]);
      p[i] = Fma.fma(-step, m[i] / Fma.fma(root, rootScale, epsilon), p[i]);
    }
  }
}
