package org.lstm4j.simd.update;

import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.math.VectorMath;

/** Softmax of one row, its cross-entropy and its way back. Owns scratch: for one thread. */
final class SoftmaxRows {
  private final VectorMath math = new VectorMath();
  private final Sums sums = new Sums();

  /** A row of p ← softmax of x. */
  void softmax(Matrix x, int r, Matrix p) {
    int classes = x.columns();
    float max = maximum(classes, x.values(), x.offset(r));
    divide(classes, exponentials(max, x, r, p), p.values(), p.offset(r));
  }

  /** A row of dx ← (p − 1 at the target)·scale; returns the loss. */
  double crossEntropy(Matrix x, int r, int target, float scale, Matrix dx) {
    int classes = x.columns();
    int row = dx.offset(r);
    float max = maximum(classes, x.values(), x.offset(r));
    float margin = x.values()[x.offset(r) + target] - max;
    float sum = exponentials(max, x, r, dx);
    divide(classes, sum, dx.values(), row);
    dx.values()[row + target] -= 1f;
    VectorUpdates.scale(classes, scale, dx.values(), row);
    return StrictMath.log(sum) - margin;
  }

  /** A row of dx ← p·(dp − Σ dp·p). */
  void backward(Matrix p, int r, Matrix dp, Matrix dx) {
    int classes = p.columns();
    int row = p.offset(r);
    int from = dp.offset(r);
    int to = dx.offset(r);
    float sum = sums.dot(classes, dp.values(), from, p.values(), row);
    for (int j = 0; j < classes; j++) {
      dx.values()[to + j] = p.values()[row + j] * (dp.values()[from + j] - sum);
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
