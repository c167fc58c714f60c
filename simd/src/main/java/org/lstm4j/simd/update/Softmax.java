package org.lstm4j.simd.update;

import org.lstm4j.kernel.Matrix;
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
   * @param x logits
   * @param p probabilities
   */
  public void softmax(Matrix x, Matrix p) {
    int classes = x.columns();
    for (int r = 0; r < x.rows(); r++) {
      int row = p.offset(r);
      float max = maximum(classes, x.values(), x.offset(r));
      divide(classes, exponentials(max, x, r, p), p.values(), row);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#softmaxCrossEntropy}.
   *
   * @param x logits
   * @param targets the right classes
   * @param from place of the first target
   * @param scale factor of the gradient
   * @param dx gradient
   * @return the sum of the rows' losses
   */
  public double crossEntropy(Matrix x, int[] targets, int from, float scale, Matrix dx) {
    int classes = x.columns();
    double loss = 0;
    for (int r = 0; r < x.rows(); r++) {
      int row = dx.offset(r);
      int target = targets[from + r];
      float max = maximum(classes, x.values(), x.offset(r));
      float margin = x.values()[x.offset(r) + target] - max;
      float sum = exponentials(max, x, r, dx);
      divide(classes, sum, dx.values(), row);
      dx.values()[row + target] -= 1f;
      VectorUpdates.scale(classes, scale, dx.values(), row);
      loss += StrictMath.log(sum) - margin;
    }
    return loss;
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#softmaxBackward}.
   *
   * @param p probabilities
   * @param dp their gradients
   * @param dx gradients of the logits
   */
  public void backward(Matrix p, Matrix dp, Matrix dx) {
    int classes = p.columns();
    for (int r = 0; r < p.rows(); r++) {
      int row = p.offset(r);
      int from = dp.offset(r);
      int to = dx.offset(r);
      float sum = sums.dot(classes, dp.values(), from, p.values(), row);
      for (int j = 0; j < classes; j++) {
        dx.values()[to + j] = p.values()[row + j] * (dp.values()[from + j] - sum);
      }
    }
  }

  private static float maximum(int n, float[] x, int xOff) {
    float max = x[xOff];
    for (int j = 1; j < n; j++) {
      max = x[xOff + j] > max ? x[xOff + j] : max;
    }
    return max;
  }

  /** A row of e ← exp(x − max); returns the sum. */
  private float exponentials(float max, Matrix x, int row, Matrix e) {
    int n = x.columns();
    float[] from = x.values();
    float[] to = e.values();
    int xOff = x.offset(row);
    int eOff = e.offset(row);
    for (int j = 0; j < n; j++) {
      to[eOff + j] = from[xOff + j] - max;
    }
    math.exp(to, eOff, n);
    return sums.sum(n, to, eOff);
  }

  private static void divide(int n, float divisor, float[] x, int xOff) {
    for (int j = 0; j < n; j++) {
      x[xOff + j] /= divisor;
    }
  }
}
