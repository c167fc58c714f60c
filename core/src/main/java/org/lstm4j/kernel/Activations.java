package org.lstm4j.kernel;

/**
 * Activation functions of layers, element by element or row by row. See {@link Kernels} for the
 * conventions.
 */
public interface Activations {

  /**
   * y ← f(x), each element.
   *
   * @param f the function
   * @param x arguments {@code [rows × columns]}
   * @param y values, of the same size, overwritten
   * @throws IllegalArgumentException if the sizes differ
   */
  void activate(Activation f, Matrix x, Matrix y);

  /**
   * dx ← dy·f'(x), each element.
   *
   * @param f the function
   * @param x arguments {@code [rows × columns]}
   * @param y values f(x)
   * @param dy gradients of the values
   * @param dx gradients of the arguments, overwritten; not the values nor their gradients
   * @throws IllegalArgumentException if the sizes differ
   */
  void activateBackward(Activation f, Matrix x, Matrix y, Matrix dy, Matrix dx);

  /**
   * Softmax of each row: {@code e_j = exp(x_j − max); p_j = e_j / Σe}, the sum in the shape of
   * {@link org.lstm4j.kernel.support.SumShape} with additions. May run in place.
   *
   * @param x logits {@code [rows × classes]}
   * @param p probabilities {@code [rows × classes]}, overwritten; may be the logits
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void softmax(Matrix x, Matrix p);

  /**
   * The way back through softmax, each row: {@code dx_j = p_j·(dp_j − s)} with {@code s = Σ dp·p}
   * in the shape of {@link org.lstm4j.kernel.support.SumShape} with {@code fma(dp, p, s)}, rounded
   * to float.
   *
   * @param p probabilities {@code [rows × classes]}
   * @param dp their gradients
   * @param dx gradients of the logits, overwritten; may be those of the probabilities
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void softmaxBackward(Matrix p, Matrix dp, Matrix dx);
}
