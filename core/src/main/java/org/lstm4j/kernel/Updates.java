package org.lstm4j.kernel;

/**
 * What is done to gradients and parameters between two steps, element by element: the part of
 * {@link Kernels} that clipping and optimizers use. Conventions are those of Kernels.
 */
public interface Updates {

  /**
   * x ← x·factor.
   *
   * @param n number of values
   * @param factor the factor
   * @param x values, changed in place
   * @param xOff offset of the values
   */
  void scale(int n, float factor, float[] x, int xOff);

  /**
   * x ← {@code x > limit ? limit : x < −limit ? −limit : x}; NaN stays.
   *
   * @param n number of values
   * @param limit the largest magnitude, positive
   * @param x values, changed in place
   * @param xOff offset of the values
   */
  void clamp(int n, float limit, float[] x, int xOff);

  /**
   * Gradient descent: {@code p = fma(−rate, g, p)}.
   *
   * @param n number of parameters
   * @param rate learning rate
   * @param p parameters, changed in place
   * @param g gradients
   */
  void sgd(int n, float rate, float[] p, float[] g);

  /**
   * Gradient descent with momentum as PyTorch defines it: {@code v = flush(fma(momentum, v, g)); p
   * = fma(−rate, v, p)}.
   *
   * @param n number of parameters
   * @param rate learning rate
   * @param momentum in [0, 1)
   * @param p parameters, changed in place
   * @param g gradients
   * @param v velocities, changed in place
   */
  void momentum(int n, float rate, float momentum, float[] p, float[] g, float[] v);

  /**
   * Gradient descent with Nesterov's momentum as PyTorch defines it: {@code v = flush(fma(momentum,
   * v, g)); p = fma(−rate, fma(momentum, v, g), p)}.
   *
   * @param n number of parameters
   * @param rate learning rate
   * @param momentum in [0, 1)
   * @param p parameters, changed in place
   * @param g gradients
   * @param v velocities, changed in place
   */
  void nesterov(int n, float rate, float momentum, float[] p, float[] g, float[] v);

  /**
   * Adam (Kingma and Ba 2015, algorithm 1) with the bias corrections given as factors:
   *
   * <pre>
   * m = flush(fma(β1, m, rest1·g))
   * v = flush(fma(β2, v, (rest2·g)·g))
   * p = fma(−step, m / fma(√v, rootScale, ε), p)
   * </pre>
   *
   * @param n number of parameters
   * @param factors the scalars of this step
   * @param p parameters, changed in place
   * @param g gradients
   * @param m first moments, changed in place
   * @param v second moments, changed in place
   */
  void adam(int n, AdamFactors factors, float[] p, float[] g, float[] m, float[] v);
}
