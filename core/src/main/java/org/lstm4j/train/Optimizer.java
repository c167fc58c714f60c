package org.lstm4j.train;

import java.util.List;
import java.util.Objects;
import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Slice;
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

  /** {@return the scalars of its steps, if they are steps of {@link Kernels#adam}; else null} */
  default AdamFactors newFactors() {
    return null;
  }

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

  /**
   * {@return this optimizer with decoupled weight decay (Loshchilov and Hutter 2019): before each
   * step every weight is multiplied by 1 − rate·decay, the rate being that of the step. AdamW is
   * {@link Adam} with decay, PyTorch's default decay of it 0.01}
   *
   * @param decay positive; biases and other parameters that are no weights of products do not decay
   */
  default Optimizer withWeightDecay(double decay) {
    return new Decaying(this, decay, false);
  }

  /**
   * Checks the learning rate of a step.
   *
   * @param rate the rate
   * @throws IllegalArgumentException if it is not positive and finite as a float
   */
  static void checkRate(double rate) {
    checkPositive("learning rate", rate);
  }

  /** Checks, before anything changes, that a step's arrays are of one model and this optimizer. */
  private static void checkStep(
      Optimizer optimizer,
      Parameters parameters,
      Parameters gradients,
      OptimizerState state,
      double rate) {
    checkRate(rate);
    if (gradients.size() != parameters.size()) {
      throw new IllegalArgumentException(
          "there are %d gradients; expected one for each of %d parameters"
              .formatted(gradients.size(), parameters.size()));
    }
    if (!state.fits(optimizer, parameters)) {
      throw new IllegalArgumentException(
          "the state is of another optimizer or of other parameters than these %d"
              .formatted(parameters.size()));
    }
  }

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
   * Another optimizer with decoupled weight decay.
   *
   * @param optimizer the other one
   * @param decay positive
   * @param decaysAll whether all parameters decay, as PyTorch's do, and not weights alone
   */
  record Decaying(Optimizer optimizer, double decay, boolean decaysAll) implements Optimizer {
    /** Checks the constants. */
    public Decaying {
      Objects.requireNonNull(optimizer, "optimizer");
      checkPositive("weight decay", decay);
    }

    @Override
    public double learningRate() {
      return optimizer.learningRate();
    }

    @Override
    public int moments() {
      return optimizer.moments();
    }

    @Override
    public AdamFactors newFactors() {
      return optimizer.newFactors();
    }

    @Override
    public void step(
        Kernels kernels,
        Parameters parameters,
        Parameters gradients,
        OptimizerState state,
        double rate) {
      checkStep(this, parameters, gradients, state, rate);
      float factor = (float) (1 - rate * decay);
      List<Slice> slices = parameters.layout().slices();
      for (int s = 0; s < slices.size(); s++) { // no iterator: a step allocates nothing
        Slice slice = slices.get(s);
        if (slice.isTrained() && (decaysAll || slice.isWeights())) {
          kernels.scale(slice.length(), factor, parameters.values(), slice.offset());
        }
      }
      optimizer.step(kernels, parameters, gradients, state, rate);
    }
  }

  /**
   * Gradient descent, with momentum as PyTorch defines it: v = momentum·v + g, p = p − rate·v, or
   * with Nesterov's look ahead p = p − rate·(g + momentum·v).
   *
   * @param learningRate positive
   * @param momentum in [0, 1); 0 is plain gradient descent
   * @param nesterov whether the step looks ahead; needs a momentum
   */
  record Sgd(double learningRate, double momentum, boolean nesterov) implements Optimizer {
    /** Checks the constants. */
    public Sgd {
      checkPositive("learning rate", learningRate);
      check("momentum", momentum, 0, 1);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException(
            "Nesterov's look ahead needs a momentum above 0; it is 0");
      }
    }

    /**
     * Gradient descent with momentum.
     *
     * @param learningRate positive
     * @param momentum in [0, 1); 0 is plain gradient descent
     */
    public Sgd(double learningRate, double momentum) {
      this(learningRate, momentum, false);
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
      checkStep(this, parameters, gradients, state, rate);
      state.countStep();
      int n = parameters.size();
      float[] p = parameters.values();
      float[] g = gradients.values();
      if (nesterov) {
        kernels.nesterov(n, (float) rate, (float) momentum, p, g, state.moment(0));
      } else if (momentum > 0) {
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
      checkStep(this, parameters, gradients, state, rate);
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

    @Override
    public AdamFactors newFactors() {
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

  /**
   * Optimizers that divide by the root of squares without bias corrections: Adam's step with β1 =
   * 0, so that its first moment is the gradient.
   */
  sealed interface Adaptive extends Optimizer {
    @Override
    default int moments() {
      return 2;
    }

    @Override
    default void step(
        Kernels kernels,
        Parameters parameters,
        Parameters gradients,
        OptimizerState state,
        double rate) {
      checkStep(this, parameters, gradients, state, rate);
      state.countStep();
      AdamFactors factors = state.adamFactors().set(rate, 1);
      float[] p = parameters.values();
      kernels.adam(
          parameters.size(), factors, p, gradients.values(), state.moment(0), state.moment(1));
    }
  }

  /**
   * RMSprop (Tieleman and Hinton 2012) as PyTorch defines it: v = α·v + (1 − α)·g², p = p − rate·g
   * / (√v + ε).
   *
   * @param learningRate positive
   * @param alpha α, decay of the mean square, in [0, 1)
   * @param epsilon ε, positive
   */
  record RmsProp(double learningRate, double alpha, double epsilon) implements Adaptive {
    /** Checks the constants. */
    public RmsProp {
      checkPositive("learning rate", learningRate);
      check("α", alpha, 0, 1);
      checkPositive("ε", epsilon);
    }

    /**
     * RMSprop with PyTorch's constants: α 0.99, ε 1e-8.
     *
     * @param learningRate positive
     */
    public RmsProp(double learningRate) {
      this(learningRate, 0.99, 1e-8);
    }

    @Override
    public AdamFactors newFactors() {
      return new AdamFactors(0, alpha, epsilon);
    }
  }

  /**
   * Adagrad (Duchi, Hazan and Singer 2011): v = v + g², p = p − rate·g / (√v + ε).
   *
   * @param learningRate positive
   * @param epsilon ε, positive
   */
  record Adagrad(double learningRate, double epsilon) implements Adaptive {
    /** Checks the constants. */
    public Adagrad {
      checkPositive("learning rate", learningRate);
      checkPositive("ε", epsilon);
    }

    /**
     * Adagrad with PyTorch's constant: ε 1e-10.
     *
     * @param learningRate positive
     */
    public Adagrad(double learningRate) {
      this(learningRate, 1e-10);
    }

    @Override
    public AdamFactors newFactors() {
      return AdamFactors.summing(epsilon);
    }
  }
}
