package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.Activation;

/** Activation functions and their derivatives, element by element. */
final class ScalarActivations {
  private static final float GELU_SCALE = 1.5957692f; // 2 √(2/π)
  private static final float GELU_CUBE = 0.044715f;

  private ScalarActivations() {}

  /** x ← the activation's values at x. Those of most models have loops of their own. */
  static void apply(Activation activation, int n, float[] x, int xOff) {
    switch (activation.function()) {
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

  /** The activation's value at x. */
  static float value(Activation activation, float x) {
    return switch (activation.function()) {
      case SIGMOID -> ScalarMath.sigmoid(x);
      case TANH -> ScalarMath.tanh(x);
      case RELU -> x <= 0f ? 0f : x;
      case IDENTITY -> x;
      case HARD_SIGMOID -> {
        float y = Fma.fma(activation.alpha(), x, activation.beta());
        yield y < 0f ? 0f : y > 1f ? 1f : y;
      }
      case SOFTSIGN -> x / (1f + Math.abs(x));
      case LEAKY_RELU -> x <= 0f ? activation.alpha() * x : x;
      case ELU -> x <= 0f ? activation.alpha() * ScalarMath.expm1(x) : x;
      case SILU -> x * ScalarMath.sigmoid(x);
      case GELU_TANH -> x * ScalarMath.sigmoid(geluArgument(x));
      case GELU -> x * ScalarMath.normalCdf(x);
      case SOFTPLUS -> ScalarMath.softplus(x);
      case THRESHOLDED_RELU -> x <= activation.alpha() ? 0f : x;
      case SCALED_TANH -> activation.alpha() * ScalarMath.tanh(activation.beta() * x);
      case AFFINE -> Fma.fma(activation.alpha(), x, activation.beta());
    };
  }

  private static float geluArgument(float x) {
    return GELU_SCALE * Fma.fma(GELU_CUBE * (x * x), x, x);
  }

  /** The activation's derivative at x, where its value is y. */
  static float derivative(Activation activation, float x, float y) {
    return switch (activation.function()) {
      case SILU -> {
        float s = ScalarMath.sigmoid(x);
        yield Fma.fma(x, s * (1f - s), s);
      }
      case GELU_TANH -> {
        float s = ScalarMath.sigmoid(geluArgument(x));
        float slope = GELU_SCALE * Fma.fma(3f * GELU_CUBE * x, x, 1f);
        yield Fma.fma(x * slope, s * (1f - s), s);
      }
      case GELU -> Fma.fma(x, ScalarMath.normalDensity(x), ScalarMath.normalCdf(x));
      case SOFTPLUS -> ScalarMath.sigmoid(x);
      default -> derivative(activation, y);
    };
  }

  /** The activation's derivative where its value is y. */
  static float derivative(Activation activation, float y) {
    return switch (activation.function()) {
      case SIGMOID -> y * (1f - y);
      case TANH -> Fma.fma(-y, y, 1f);
      case RELU -> y > 0f ? 1f : 0f;
      case IDENTITY -> 1f;
      case HARD_SIGMOID -> y > 0f && y < 1f ? activation.alpha() : 0f;
      case SOFTSIGN -> {
        float d = 1f - Math.abs(y);
        yield d * d;
      }
      case LEAKY_RELU -> y > 0f ? 1f : activation.alpha();
      case ELU -> y > 0f ? 1f : y + activation.alpha();
      case SOFTPLUS -> 1f - ScalarMath.exp(-y);
      case THRESHOLDED_RELU -> y > 0f ? 1f : 0f;
      case SCALED_TANH -> {
        float s = y / activation.alpha();
        yield (activation.alpha() * activation.beta()) * Fma.fma(-s, s, 1f);
      }
      case AFFINE -> activation.alpha();
      case SILU, GELU_TANH, GELU ->
          throw new IllegalArgumentException(activation + " is not for gates");
    };
  }
}
