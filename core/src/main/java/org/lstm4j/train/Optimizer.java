package org.lstm4j.train;

import java.util.Objects;
import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.model.Parameters;

/**
 * A rule that turns gradients into a change of parameters. An optimizer is a set of constants; what
 * it remembers from step to step is an {@link OptimizerState}.
 */
public sealed interface Optimizer {

  /** {@return the learning rate that a schedule multiplies} */
  double learningRate();

  /** {@return how many arrays of moments it keeps per parameter} */
  int moments();

  /**
   * One step: updates parameters and state.
   *
   * @param kernels of the thread that calls
   * @param parameters changed in place
   * @param gradients the clipped gradients
   * @param state of this optimizer; its step count goes up by one
   * @param rate the learning rate of this step
   */
  void step(
      Kernels kernels,
      Parameters parameters,
      Parameters gradients,
      OptimizerState state,
      double rate);

  private static void check(String what, double value, double low, double high) {
    if (!(value >= low && (float) value < high)) {
      throw new IllegalArgumentException(
          "the %s is %s; expected a number of at least %s and below %s"
              .formatted(what, value, low, high));
    }
  }

  private static void checkPositive(String what, double value) {
    if (!((float) value > 0 && Float.isFinite((float) value))) {
      throw new IllegalArgumentException(
          "the %s is %s; expected a positive number in the range of float".formatted(what, value));
    }
  }

  /**
   * Gradient descent, with momentum as PyTorch defines it: v = momentum·v + g, p = p − rate·v.
   *
   * @param learningRate positive
   * @param momentum in [0, 1); 0 is plain gradient descent
   */
  record Sgd(double learningRate, double momentum) implements Optimizer {
    /** Checks the constants. */
    public Sgd {
      checkPositive("learning rate", learningRate);
      check("momentum", momentum, 0, 1);
    }

    /**
     * Plain gradient descent.
     *
     * @param learningRate positive
     */
    public Sgd(double learningRate) {
      this(learningRate, 0);
    }

    @Override
    public int moments() {
      return momentum > 0 ? 1 : 0;
    }

    @Override
    public void step(
        Kernels kernels,
        Parameters parameters,
        Parameters gradients,
        OptimizerState state,
        double rate) {
      state.countStep();
      int n = parameters.size();
      float[] p = parameters.values();
      float[] g = gradients.values();
      if (momentum > 0) {
        kernels.momentum(n, (float) rate, (float) momentum, p, g, state.moment(0));
      } else {
        kernels.sgd(n, (float) rate, p, g);
      }
    }
  }

  /** Where Adam adds its ε. */
  enum EpsilonMode {
    /** To the bias-corrected root, √(v / (1 − β2ᵗ)) + ε: the paper's algorithm, and PyTorch's. */
    CORRECTED,
    /**
     * To the plain root, √v + ε, with rate·√(1 − β2ᵗ)/(1 − β1ᵗ): the paper's section 2, and Keras'.
     */
    UNCORRECTED
  }

  /**
   * Adam (Kingma and Ba 2015).
   *
   * @param learningRate positive
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon positive
   * @param epsilonMode where ε is added
   */
  record Adam(
      double learningRate, double beta1, double beta2, double epsilon, EpsilonMode epsilonMode)
      implements Optimizer {
    /** Checks the constants. */
    public Adam {
      checkPositive("learning rate", learningRate);
      check("β1", beta1, 0, 1);
      check("β2", beta2, 0, 1);
      checkPositive("ε", epsilon);
      Objects.requireNonNull(epsilonMode, "epsilon mode");
    }

    /**
     * Adam with the paper's constants: β1 0.9, β2 0.999, ε 1e-8.
     *
     * @param learningRate positive
     */
    public Adam(double learningRate) {
      this(learningRate, 0.9, 0.999, 1e-8, EpsilonMode.CORRECTED);
    }

    @Override
    public int moments() {
      return 2;
    }

    @Override
    public void step(
        Kernels kernels,
        Parameters parameters,
        Parameters gradients,
        OptimizerState state,
        double rate) {
      long t = state.countStep();
      double correction1 = 1 - power(beta1, t);
      double root2 = Math.sqrt(1 - power(beta2, t));
      boolean corrected = epsilonMode == EpsilonMode.CORRECTED;
      AdamFactors factors =
          state
              .adamFactors()
              .set(
                  corrected ? rate / correction1 : rate * root2 / correction1,
                  corrected ? 1 / root2 : 1);
      int n = parameters.size();
      float[] p = parameters.values();
      float[] g = gradients.values();
      kernels.adam(n, factors, p, g, state.moment(0), state.moment(1));
    }

    AdamFactors newFactors() {
      return new AdamFactors(beta1, beta2, epsilon);
    }

    /** By squaring: {@link StrictMath#pow} allocates until it is compiled by C2. */
    private static double power(double base, long exponent) {
      double result = 1;
      double square = base;
      for (long rest = exponent; rest > 0; rest >>= 1) {
        if ((rest & 1) == 1) {
          result *= square;
        }
        square *= square;
      }
      return result;
    }
  }
}
