package org.lstm4j.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * An activation function, of an LSTM's gates, candidate or cell, or of a layer of its own: a kind
 * of function and its numbers α and β, where it has such. {@code docs/numerics.md} has value and
 * derivative as sequences of operations.
 *
 * <p>Those for gates have a derivative that is taken from the value y, so that the forward pass
 * need not keep its argument.
 *
 * @param function the kind of function
 * @param alpha α; 0 if the function has none
 * @param beta β; 0 if the function has none
 */
public record Activation(Function function, float alpha, float beta) {

  /** The logistic function. */
  public static final Activation SIGMOID = new Activation(Function.SIGMOID, 0f, 0f);

  /** The hyperbolic tangent. */
  public static final Activation TANH = new Activation(Function.TANH, 0f, 0f);

  /** The rectified linear unit. */
  public static final Activation RELU = new Activation(Function.RELU, 0f, 0f);

  /** x itself. */
  public static final Activation IDENTITY = new Activation(Function.IDENTITY, 0f, 0f);

  /** The hard sigmoid of Keras 2 and ONNX: slope 0.2, 0.5 at 0. That of Keras 3 has slope 1/6. */
  public static final Activation HARD_SIGMOID = hardSigmoid(0.2f, 0.5f);

  /** x / (1 + |x|). */
  public static final Activation SOFTSIGN = new Activation(Function.SOFTSIGN, 0f, 0f);

  /** The leaky rectified linear unit of slope 0.01 below 0. */
  public static final Activation LEAKY_RELU = leakyRelu(0.01f);

  /** The exponential linear unit with α = 1. */
  public static final Activation ELU = elu(1f);

  /** x · sigmoid(x). */
  public static final Activation SILU = new Activation(Function.SILU, 0f, 0f);

  /** The Gaussian error linear unit in its form with tanh. */
  public static final Activation GELU_TANH = new Activation(Function.GELU_TANH, 0f, 0f);

  /** The Gaussian error linear unit. */
  public static final Activation GELU = new Activation(Function.GELU, 0f, 0f);

  /** log(1 + e<sup>x</sup>). */
  public static final Activation SOFTPLUS = new Activation(Function.SOFTPLUS, 0f, 0f);

  private static final List<Activation> NAMED =
      List.of(
          SIGMOID,
          TANH,
          RELU,
          IDENTITY,
          HARD_SIGMOID,
          SOFTSIGN,
          LEAKY_RELU,
          ELU,
          SILU,
          GELU_TANH,
          GELU,
          SOFTPLUS);

  private static final List<Activation> GATES =
      NAMED.stream().filter(Activation::isForGates).toList();

  /** The kinds of functions. */
  public enum Function {
    /** 1 / (1 + e<sup>−x</sup>); derivative y (1 − y). */
    SIGMOID(0, true),

    /** The hyperbolic tangent; derivative 1 − y², as {@code fma(−y, y, 1)}. */
    TANH(0, true),

    /** {@code x <= 0 ? 0 : x}, so that NaN stays; derivative {@code y > 0 ? 1 : 0}. */
    RELU(0, true),

    /** x itself; derivative 1. */
    IDENTITY(0, true),

    /** clamp({@code fma(α, x, β)}, 0, 1); derivative α where 0 &lt; y &lt; 1, else 0. */
    HARD_SIGMOID(2, true),

    /** x / (1 + |x|), NaN at ±∞; derivative (1 − |y|)². */
    SOFTSIGN(0, true),

    /** {@code x <= 0 ? α * x : x} with α ≥ 0; derivative {@code y > 0 ? 1 : α}. */
    LEAKY_RELU(1, true),

    /** x ≤ 0 ? α (e<sup>x</sup> − 1) : x with α ≥ 0 (Clevert, Unterthiner and Hochreiter 2016). */
    ELU(1, true),

    /** x · sigmoid(x), also called swish (Ramachandran, Zoph and Le 2017). */
    SILU(0, false),

    /**
     * The Gaussian error linear unit (Hendrycks and Gimpel 2016) in its form with tanh, PyTorch's
     * {@code approximate='tanh'}.
     */
    GELU_TANH(0, false),

    /**
     * The Gaussian error linear unit x·Φ(x) itself, PyTorch's default; Φ within 1e-7 by Hastings'
     * polynomial (Abramowitz and Stegun 1964, 26.2.17).
     */
    GELU(0, false),

    /** log(1 + e<sup>x</sup>). */
    SOFTPLUS(0, true),

    /** {@code x <= α ? 0 : x} with α ≥ 0; derivative {@code y > 0 ? 1 : 0}. */
    THRESHOLDED_RELU(1, true),

    /** α · tanh(β·x), α not 0; derivative αβ (1 − (y/α)²). */
    SCALED_TANH(2, true),

    /** {@code fma(α, x, β)}; derivative α. */
    AFFINE(2, true);

    private final int numbers;
    private final boolean isForGates;

    Function(int numbers, boolean isForGates) {
      this.numbers = numbers;
      this.isForGates = isForGates;
    }

    /** {@return how many numbers such a function has: none, α, or α and β} */
    public int numbers() {
      return numbers;
    }
  }

  /** Checks the numbers. */
  public Activation {
    Objects.requireNonNull(function, "function");
    if (!Float.isFinite(alpha) || !Float.isFinite(beta)) {
      throw wrong(function, alpha, beta, "finite numbers");
    }
    if ((function.numbers < 1 && alpha != 0f) || (function.numbers < 2 && beta != 0f)) {
      throw wrong(function, alpha, beta, "0 where the function has no such number");
    }
    switch (function) {
      case LEAKY_RELU, ELU, THRESHOLDED_RELU -> {
        if (alpha < 0f) {
          throw wrong(function, alpha, beta, "an alpha of at least 0");
        }
      }
      case SCALED_TANH -> {
        if (alpha == 0f) {
          throw wrong(function, alpha, beta, "an alpha other than 0");
        }
      }
      default -> {}
    }
  }

  private static IllegalArgumentException wrong(
      Function function, float alpha, float beta, String expected) {
    return new IllegalArgumentException(
        "alpha %s and beta %s of %s; expected %s"
            .formatted(alpha, beta, lower(function), expected));
  }

  /**
   * clamp(α·x + β, 0, 1).
   *
   * @param alpha α, the slope
   * @param beta β, the value at 0
   * @return the function
   */
  public static Activation hardSigmoid(float alpha, float beta) {
    return new Activation(Function.HARD_SIGMOID, alpha, beta);
  }

  /**
   * x above 0, α·x below.
   *
   * @param alpha α, at least 0
   * @return the function
   */
  public static Activation leakyRelu(float alpha) {
    return new Activation(Function.LEAKY_RELU, alpha, 0f);
  }

  /**
   * x above 0, α (e<sup>x</sup> − 1) below.
   *
   * @param alpha α, at least 0
   * @return the function
   */
  public static Activation elu(float alpha) {
    return new Activation(Function.ELU, alpha, 0f);
  }

  /**
   * x above α, 0 below.
   *
   * @param alpha α, at least 0
   * @return the function
   */
  public static Activation thresholdedRelu(float alpha) {
    return new Activation(Function.THRESHOLDED_RELU, alpha, 0f);
  }

  /**
   * α · tanh(β·x).
   *
   * @param alpha α, not 0
   * @param beta β
   * @return the function
   */
  public static Activation scaledTanh(float alpha, float beta) {
    return new Activation(Function.SCALED_TANH, alpha, beta);
  }

  /**
   * α·x + β.
   *
   * @param alpha α
   * @param beta β
   * @return the function
   */
  public static Activation affine(float alpha, float beta) {
    return new Activation(Function.AFFINE, alpha, beta);
  }

  /** {@return whether an LSTM's gates, candidate and cell can have it} */
  public boolean isForGates() {
    return function.isForGates;
  }

  /** {@return the functions that have names of their own, and so no need of numbers} */
  public static List<Activation> named() {
    return NAMED;
  }

  /** {@return those of {@link #named} that an LSTM's gates, candidate and cell can have} */
  public static List<Activation> forGates() {
    return GATES;
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @param text such as {@code tanh} or {@code leaky_relu(0.3)}
   * @return the function
   * @throws IllegalArgumentException if there is no such function, or it has other numbers
   */
  public static Activation parse(String text) {
    for (Activation named : NAMED) {
      if (named.toString().equals(text)) {
        return named;
      }
    }
    for (Function function : Function.values()) {
      String start = lower(function) + "(";
      if (function.numbers > 0 && text.startsWith(start) && text.endsWith(")")) {
        String[] numbers = text.substring(start.length(), text.length() - 1).split(", ", -1);
        if (numbers.length == function.numbers) {
          return new Activation(
              function, number(numbers[0]), function.numbers < 2 ? 0f : number(numbers[1]));
        }
      }
    }
    throw new IllegalArgumentException(
        "there is no activation '%s'; expected one of %s, or %s with their numbers in brackets"
            .formatted(
                text,
                NAMED,
                Arrays.stream(Function.values())
                    .filter(function -> function.numbers > 0)
                    .map(Activation::lower)
                    .toList()));
  }

  private static float number(String text) {
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is no number of an activation".formatted(text), e);
    }
  }

  /** {@return for example {@code tanh} or {@code leaky_relu(0.3)}, as in model files} */
  @Override
  public String toString() {
    boolean plain = NAMED.contains(this);
    return switch (plain ? 0 : function.numbers) {
      case 0 -> lower(function);
      case 1 -> "%s(%s)".formatted(lower(function), alpha);
      default -> "%s(%s, %s)".formatted(lower(function), alpha, beta);
    };
  }

  private static String lower(Function function) {
    return function.name().toLowerCase(Locale.ROOT);
  }
}
