package org.lstm4j.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * An activation function, of an LSTM's gates, candidate or cell, or of a layer of its own. {@code
 * docs/numerics.md} has value and derivative as sequences of operations.
 *
 * <p>Those for gates have a derivative that is taken from the value y, so that the forward pass
 * need not keep its argument.
 */
public enum Activation {
  /** The logistic function 1 / (1 + e<sup>−x</sup>); derivative y (1 − y). */
  SIGMOID(true),

  /** The hyperbolic tangent; derivative 1 − y², as {@code fma(−y, y, 1)}. */
  TANH(true),

  /** {@code x <= 0 ? 0 : x}, so that NaN stays; derivative {@code y > 0 ? 1 : 0}. */
  RELU(true),

  /** x itself; derivative 1. */
  IDENTITY(true),

  /** clamp({@code fma(0.2f, x, 0.5f)}, 0, 1); derivative 0.2f where 0 &lt; y &lt; 1, else 0. */
  HARD_SIGMOID(true),

  /** x / (1 + |x|), NaN at ±∞; derivative (1 − |y|)². */
  SOFTSIGN(true),

  /** {@code x <= 0 ? 0.01f * x : x}; derivative {@code y > 0 ? 1 : 0.01f}. */
  LEAKY_RELU(false),

  /** x ≤ 0 ? e<sup>x</sup> − 1 : x (Clevert, Unterthiner and Hochreiter 2016). */
  ELU(false),

  /** x · sigmoid(x), also called swish (Ramachandran, Zoph and Le 2017). */
  SILU(false),

  /**
   * The Gaussian error linear unit (Hendrycks and Gimpel 2016) in its form with tanh, PyTorch's
   * {@code approximate='tanh'}.
   */
  GELU_TANH(false),

  /**
   * The Gaussian error linear unit x·Φ(x) itself, PyTorch's default; Φ within 1e-7 by Hastings'
   * polynomial (Abramowitz and Stegun 1964, 26.2.17).
   */
  GELU(false),

  /** log(1 + e<sup>x</sup>). */
  SOFTPLUS(false);

  private static final List<Activation> GATES =
      Arrays.stream(values()).filter(activation -> activation.isForGates).toList();

  private final boolean isForGates;

  Activation(boolean isForGates) {
    this.isForGates = isForGates;
  }

  /** {@return the activations that an LSTM's gates, candidate and cell can have} */
  public static List<Activation> forGates() {
    return GATES;
  }
}
