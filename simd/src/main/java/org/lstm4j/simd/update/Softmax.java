package org.lstm4j.simd.update;

import org.lstm4j.simd.math.VectorMath;

/** Softmax of rows, and its cross-entropy. For one thread. */
public final class Softmax {
  private final VectorMath math = new VectorMath();
  private final Sums sums = new Sums();

  /** A softmax with scratch of its own. */
  public Softmax() {}

  /**
   * See {@link org.lstm4j.kernel.Kernels#softmax}.
   *
   * @param rows number of rows
   * @param classes number of columns
   * @param x logits
   * @param xOff offset of the logits
   * @param p probabilities
   * @param pOff offset of the probabilities
   */
  public void softmax(int rows, int classes, float[] x, int xOff, float[] p, int pOff) {
    for (int r = 0; r < rows; r++) {
      int from = xOff + r * classes;
      int row = pOff + r * classes;
      float max = maximum(classes, x, from);
      divide(classes, exponentials(classes, max, x, from, p, row), p, row);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#softmaxCrossEntropy}.
   *
   * @param rows number of rows
   * @param classes number of columns
   * @param x logits
   * @param xOff offset of the logits
   * @param targets the right classes
   * @param targetsOff offset of the targets
   * @param scale factor of the gradient
   * @param dx gradient
   * @param dxOff offset of the gradient
   * @return the sum of the rows' losses
   */
  public double crossEntropy(
      int rows,
      int classes,
      float[] x,
      int xOff,
      int[] targets,
      int targetsOff,
      float scale,
      float[] dx,
      int dxOff) {
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      int from = xOff + r * classes;
      int row = dxOff + r * classes;
      int target = targets[targetsOff + r];
      float max = maximum(classes, x, from);
      float margin = x[from + target] - max;
      float sum = exponentials(classes, max, x, from, dx, row);
      divide(classes, sum, dx, row);
      dx[row + target] -= 1f;
      VectorUpdates.scale(classes, scale, dx, row);
      loss += StrictMath.log(sum) - margin;
    }
    return loss;
  }

  private static float maximum(int n, float[] x, int xOff) {
    float max = x[xOff];
    for (int j = 1; j < n; j++) {
      max = x[xOff + j] > max ? x[xOff + j] : max;
    }
    return max;
  }

  private float exponentials(int n, float max, float[] x, int xOff, float[] e, int eOff) {
    for (int j = 0; j < n; j++) {
      e[eOff + j] = x[xOff + j] - max;
    }
    math.exp(e, eOff, n);
    return sums.sum(n, e, eOff);
  }

  private static void divide(int n, float divisor, float[] x, int xOff) {
    for (int j = 0; j < n; j++) {
      x[xOff + j] /= divisor;
    }
  }
}
