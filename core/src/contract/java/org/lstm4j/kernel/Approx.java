package org.lstm4j.kernel;

/**
 * A number as double precision has it, and a bound on how far float arithmetic that follows the
 * documented formulas may be off: running error analysis (Higham, Accuracy and Stability of
 * Numerical Algorithms, 2002, section 3.3). Every operation passes on the errors of its arguments
 * and adds one rounding of at most u·|result|, or half the smallest denormal number. What the
 * double itself is off vanishes in the factor {@link #SLACK}.
 *
 * @param value the number
 * @param error the bound, not negative
 */
public record Approx(double value, double error) {
  private static final double U = 0x1p-24;
  private static final double SLACK = 1 + 1e-6;

  /** The documented bounds of sigmoid and tanh are below 2.5 ulp, and an ulp is at most 2u·|y|. */
  private static final double FUNCTION = 5 * U;

  private static final double SMALLEST_NORMAL = 0x1p-126;

  /** A float that is what it is. */
  public static Approx of(float value) {
    return new Approx(value, 0);
  }

  private static Approx rounded(double value, double error) {
    return new Approx(value, (error + U * (Math.abs(value) + error)) * SLACK + 0x1p-150);
  }

  /** The error of this · other before rounding. */
  private double productError(Approx other) {
    return Math.abs(value) * other.error + Math.abs(other.value) * error + error * other.error;
  }

  /** this · other. */
  public Approx times(Approx other) {
    return rounded(value * other.value, productError(other));
  }

  /** this · other + addend, rounded once. */
  public Approx timesPlus(Approx other, Approx addend) {
    return rounded(value * other.value + addend.value, productError(other) + addend.error);
  }

  /** Magnitudes below 2^−126 may have become 0. */
  public Approx flushed() {
    return new Approx(value, error + SMALLEST_NORMAL);
  }

  /** An activation of {@link Activation#forGates}: its slope is at most 1 (sigmoid's ¼). */
  public Approx activated(Activation activation) {
    double x = value;
    return switch (activation.function()) {
      case SIGMOID -> function(1 / (1 + StrictMath.exp(-x)), error / 4, FUNCTION);
      case TANH -> function(StrictMath.tanh(x), error, FUNCTION);
      case RELU -> new Approx(Math.max(x, 0), error);
      case IDENTITY -> this;
      case HARD_SIGMOID -> {
        Approx line = of(activation.alpha()).timesPlus(this, of(activation.beta()));
        yield new Approx(Math.min(Math.max(line.value, 0), 1), line.error);
      }
      case SOFTSIGN -> rounded(x / (1 + Math.abs(x)), error + U); // U: the divisor is rounded too
      case LEAKY_RELU -> rounded(x > 0 ? x : activation.alpha() * x, error);
      // Ten roundings: ActivationsContract has why.
      case ELU -> function(x > 0 ? x : activation.alpha() * StrictMath.expm1(x), error, 10 * U);
      case SOFTPLUS -> {
        double y = Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
        yield function(y, error, 10 * U);
      }
      default -> throw new AssertionError(activation + " is not for gates");
    };
  }

  private static Approx function(double y, double propagated, double relative) {
    return new Approx(y, (propagated + relative * Math.abs(y)) * SLACK + SMALLEST_NORMAL);
  }

  /** An activation's derivative where this is its value, known exactly. */
  public Approx derivative(Activation activation) {
    double y = value;
    return switch (activation.function()) {
      case SIGMOID -> rounded(y * (1 - y), Math.abs(y) * U);
      case TANH -> rounded(1 - y * y, 0);
      case RELU -> new Approx(y > 0 ? 1 : 0, 0);
      case IDENTITY -> of(1f);
      case HARD_SIGMOID -> new Approx(y > 0 && y < 1 ? activation.alpha() : 0, 0);
      case SOFTSIGN -> {
        double d = 1 - Math.abs(y);
        yield rounded(d * d, 2 * Math.abs(d) * U);
      }
      case LEAKY_RELU -> of(y > 0 ? 1f : activation.alpha());
      case ELU -> y > 0 ? of(1f) : rounded(y + activation.alpha(), 0);
      case SOFTPLUS -> rounded(1 - StrictMath.exp(-y), 2 * U * StrictMath.exp(-y)); // exp's 0.9 ulp
      default -> throw new AssertionError(activation + " is not for gates");
    };
  }

  /** {@return whether a float is within the bound} */
  public boolean allows(float actual) {
    return Math.abs(actual - value) <= error;
  }
}
