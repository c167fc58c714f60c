package org.lstm4j.simd.update;

import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.math.Activations;

/** Activation functions of layers, row by row. Owns scratch: for one thread. */
public final class LayerActivations {
  private final Activations functions = new Activations();
  private float[] values = {};
  private float[] gradients = {};

  /** Functions with scratch of their own. */
  public LayerActivations() {}

  /**
   * See {@link org.lstm4j.kernel.Kernels#activate}.
   *
   * @param f the function
   * @param x arguments
   * @param y values
   */
  public void forward(Activation f, Matrix x, Matrix y) {
    int n = x.columns();
    for (int r = 0; r < x.rows(); r++) {
      System.arraycopy(x.values(), x.offset(r), y.values(), y.offset(r), n);
      functions.apply(f, y.values(), y.offset(r), n);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#activateBackward}.
   *
   * @param f the function
   * @param x arguments
   * @param y values
   * @param dy gradients of the values
   * @param dx gradients of the arguments
   */
  public void backward(Activation f, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    int n = x.columns();
    if (values.length < n) {
      values = new float[n];
      gradients = new float[n];
    }
    for (int r = 0; r < x.rows(); r++) {
      System.arraycopy(y.values(), y.offset(r), values, 0, n);
      System.arraycopy(dy.values(), dy.offset(r), gradients, 0, n);
      functions.backward(f, x.values(), x.offset(r), n, gradients, values);
      System.arraycopy(gradients, 0, dx.values(), dx.offset(r), n);
    }
  }
}
