package org.lstm4j.kernel;

/**
 * The scalars of one step of Adam, each rounded to float once. Made once and set for every step, so
 * that a step allocates nothing.
 */
public final class AdamFactors {
  /** Decay of the first moment, β1. */
  public final float beta1;

  /** 1 − β1, rounded from double. */
  public final float rest1;

  /** Decay of the second moment, β2. */
  public final float beta2;

  /** 1 − β2, rounded from double. */
  public final float rest2;

  /** ε. */
  public final float epsilon;

  private float step;
  private float rootScale;

  /**
   * Factors of all steps; those of a single step are set by {@link #set}.
   *
   * @param beta1 β1, in [0, 1)
   * @param beta2 β2, in [0, 1)
   * @param epsilon ε, positive
   */
  public AdamFactors(double beta1, double beta2, double epsilon) {
    this.beta1 = (float) beta1;
    this.rest1 = (float) (1 - beta1);
    this.beta2 = (float) beta2;
    this.rest2 = (float) (1 - beta2);
    this.epsilon = (float) epsilon;
  }

  private AdamFactors(float beta1, float rest1, float beta2, float rest2, double epsilon) {
    this.beta1 = beta1;
    this.rest1 = rest1;
    this.beta2 = beta2;
    this.rest2 = rest2;
    this.epsilon = (float) epsilon;
  }

  /**
   * {@return factors with which the second moment is the sum of all squares and the first moment
   * the gradient itself}
   *
   * @param epsilon ε, positive
   */
  public static AdamFactors summing(double epsilon) {
    return new AdamFactors(0, 1, 1, 1, epsilon);
  }

  /**
   * Sets the factors of a step.
   *
   * @param newStep step size, the first bias correction included
   * @param newRootScale factor of √v
   * @return this
   */
  public AdamFactors set(double newStep, double newRootScale) {
    step = (float) newStep;
    rootScale = (float) newRootScale;
    return this;
  }

  /** {@return the step size, the first bias correction included} */
  public float step() {
    return step;
  }

  /** {@return the factor of √v} */
  public float rootScale() {
    return rootScale;
  }
}
