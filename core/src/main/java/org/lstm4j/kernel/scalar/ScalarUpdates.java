package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.AdamFactors;

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

  static void nesterov(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    for (int i = 0; i < n; i++) {
      v[i] = Denormals.flush(Fma.fma(momentum, v[i], g[i]));
      p[i] = Fma.fma(-rate, Fma.fma(momentum, v[i], g[i]), p[i]);
    }
  }

  static void adam(int n, AdamFactors factors, float[] p, float[] g, float[] m, float[] v) {
    float beta1 = factors.beta1;
    float rest1 = factors.rest1;
    float beta2 = factors.beta2;
    float rest2 = factors.rest2;
    float epsilon = factors.epsilon;
    float step = factors.step();
    float rootScale = factors.rootScale();
    for (int i = 0; i < n; i++) {
      m[i] = Denormals.flush(Fma.fma(beta1, m[i], rest1 * g[i]));
      v[i] = Denormals.flush(Fma.fma(beta2, v[i], (rest2 * g[i]) * g[i]));
      float root = (float) Math.sqrt(v[i]);
      p[i] = Fma.fma(-step, m[i] / Fma.fma(root, rootScale, epsilon), p[i]);
    }
  }
}
