package org.lstm4j.kernel;

/**
 * An activation function of an LSTM's gates, candidate or cell. Its derivative is always taken from
 * its value y, so that the forward pass need not keep its argument.
 */
public enum Activation {
  /** The logistic function 1 / (1 + e<sup>−x</sup>); derivative y (1 − y). */
  SIGMOID,

  /** The hyperbolic tangent; derivative 1 − y², as {@code fma(−y, y, 1)}. */
  TANH,

  /** {@code x <= 0 ? 0 : x}, so that NaN stays; derivative {@code y > 0 ? 1 : 0}. */
  RELU,

  /** x itself; derivative 1. */
  IDENTITY,

  /** clamp({@code fma(0.2f, x, 0.5f)}, 0, 1); derivative 0.2f where 0 &lt; y &lt; 1, else 0. */
  HARD_SIGMOID,

  /** x / (1 + |x|), NaN at ±∞; derivative (1 − |y|)². */
  SOFTSIGN
}
