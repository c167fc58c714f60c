package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.Activation;

/** Activation functions and their derivatives, element by element. */
final class ScalarActivations {
  private static final float HARD_SLOPE = 0.2f;

  private ScalarActivations() {}

  /** x ← the activation's values at x. Those of most models have loops of their own. */
  static void apply(Activation activation, int n, float[] x, int xOff) {
    switch (activation) {
      case SIGMOID -> sigmoid(n, x, xOff);
      case TANH -> tanh(n, x, xOff);
      default -> {
        for (int j = xOff; j < xOff + n; j++) {
          x[j] = value(activation, x[j]);
        }
      }
    }
  }

  private static void sigmoid(int n, float[] x, int xOff) {
    for (int j = xOff; j < xOff + n; j++) {
      x[j] = ScalarMath.sigmoid(x[j]);
    }
  }

  private static void tanh(int n, float[] x, int xOff) {
    for (int j = xOff; j < xOff + n; j++) {
      x[j] = ScalarMath.tanh(x[j]);
    }
  }

  private static float value(Activation activation, float x) {
    return switch (activation) {
      case SIGMOID -> ScalarMath.sigmoid(x);
      case TANH -> ScalarMath.tanh(x);
      case RELU -> x <= 0f ? 0f : x;
      case IDENTITY -> x;
      case HARD_SIGMOID -> {
        float y = Fma.fma(HARD_SLOPE, x, 0.5f);
        yield y < 0f ? 0f : y > 1f ? 1f : y;
      }
      case SOFTSIGN -> x / (1f + Math.abs(x));
    };
  }

  /** The activation's derivative where its value is y. */
  static float derivative(Activation activation, float y) {
    return switch (activation) {
      case SIGMOID -> y * (1f - y);
      case TANH -> Fma.fma(-y, y, 1f);
      case RELU -> y > 0f ? 1f : 0f;
      case IDENTITY -> 1f;
      case HARD_SIGMOID -> y > 0f && y < 1f ? HARD_SLOPE : 0f;
      case SOFTSIGN -> {
        float d = 1f - Math.abs(y);
        yield d * d;
      }
    };
  }
}
