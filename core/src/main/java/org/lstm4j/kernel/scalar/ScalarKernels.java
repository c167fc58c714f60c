package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.kernel.support.Sizes;

/** The scalar reference of every operation. */
final class ScalarKernels implements Kernels {
  private final ScalarSums sums = new ScalarSums();
  private final ScalarNormalizations normalizations = new ScalarNormalizations();

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public PackedMatrix newPackedMatrix(int rows, int columns, WeightFormat format) {
    return new ScalarPackedMatrix(rows, columns, format);
  }

  @Override
  public void pack(PackedMatrix packed, Matrix b) {
    own(packed).pack(b);
  }

  @Override
  public void packTransposed(PackedMatrix packed, Matrix bt) {
    own(packed).packTransposed(bt);
  }

  @Override
  public void gemm(Matrix a, PackedMatrix b, Matrix c) {
    Sizes.checkProduct(a, b, c);
    ScalarPackedMatrix packed = own(b);
    c.fill(0f);
    ScalarProducts.multiplyAdd(a, packed, c);
  }

  @Override
  public void gemm(Matrix a, PackedMatrix b, Matrix start, Matrix c) {
    Sizes.checkProduct(a, b, start, c);
    ScalarProducts.multiply(a, own(b), start, c);
  }

  @Override
  public void gemmTransposedA(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    Sizes.checkTransposedProduct(a, b, c);
    if (!accumulate) {
      c.fill(0f);
    }
    ScalarProducts.transposedTimes(a, b, c);
  }

  @Override
  public void columnSums(Matrix a, Matrix sums, boolean accumulate) {
    Sizes.check("sums", sums, 1, a.columns());
    if (!accumulate) {
      sums.fill(0f);
    }
    ScalarProducts.addRows(a, sums);
  }

  @Override
  public void gatherRows(int[] indices, int from, PackedMatrix b, Matrix start, Matrix c) {
    Sizes.checkGather(indices, from, b, start, c);
    ScalarProducts.gatherRows(indices, from, own(b), start, c);
  }

  @Override
  public void scatterColumns(Matrix a, int[] indices, int from, Matrix c, boolean accumulate) {
    Sizes.checkScatter(a, indices, from, c);
    if (!accumulate) {
      c.fill(0f);
    }
    ScalarProducts.scatterColumns(a, indices, from, c);
  }

  @Override
  public void lstmForward(LstmTape tape, LstmWeights weights) {
    ScalarLstm.forward(tape, own(weights.recurrent()), weights.activations());
  }

  @Override
  public void lstmBackward(
      LstmTape tape, LstmWeights weights, int truncation, boolean initialStateGradient) {
    ScalarLstm.backward(
        tape, own(weights.recurrent()), weights.activations(), truncation, initialStateGradient);
  }

  @Override
  public void cells(CellStep step) {
    Sizes.checkForward(step);
    ScalarCells.cells(step);
  }

  @Override
  public void outputs(CellStep step) {
    Sizes.checkForward(step);
    ScalarCells.outputs(step);
  }

  @Override
  public void outputsBackward(CellStep step) {
    Sizes.checkBackward(step);
    ScalarCells.outputsBackward(step);
  }

  @Override
  public void cellsBackward(CellStep step) {
    Sizes.checkBackward(step);
    ScalarCells.cellsBackward(step);
  }

  @Override
  public double squaredError(Matrix y, Matrix target, float scale, Matrix dy) {
    Sizes.checkLine(y, target, dy);
    int n = y.size();
    for (int i = 0; i < n; i++) {
      dy.values()[dy.offset() + i] =
          y.values()[y.offset() + i] - target.values()[target.offset() + i];
    }
    double sum = sums.squares(n, dy.values(), dy.offset());
    scale(n, scale, dy.values(), dy.offset());
    return sum;
  }

  @Override
  public void softmax(Matrix x, Matrix p) {
    x.checkSameSize(p);
    int classes = x.columns();
    for (int r = 0; r < x.rows(); r++) {
      float max = maximum(classes, x.values(), x.offset(r));
      float sum = exponentials(max, x, r, p);
      divide(classes, sum, p.values(), p.offset(r));
    }
  }

  @Override
  public void softmaxBackward(Matrix p, Matrix dp, Matrix dx) {
    dp.checkSameSize(p);
    dx.checkSameSize(p);
    int classes = p.columns();
    for (int r = 0; r < p.rows(); r++) {
      float sum = sums.dot(classes, dp.values(), dp.offset(r), p.values(), p.offset(r));
      for (int j = 0; j < classes; j++) {
        float difference = dp.values()[dp.offset(r) + j] - sum;
        dx.values()[dx.offset(r) + j] = p.values()[p.offset(r) + j] * difference;
      }
    }
  }

  @Override
  public void activate(Activation f, Matrix x, Matrix y) {
    y.checkSameSize(x);
    for (int r = 0; r < x.rows(); r++) {
      for (int j = 0; j < x.columns(); j++) {
        y.values()[y.offset(r) + j] = ScalarActivations.value(f, x.values()[x.offset(r) + j]);
      }
    }
  }

  @Override
  public void activateBackward(Activation f, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    y.checkSameSize(x);
    dy.checkSameSize(x);
    dx.checkSameSize(x);
    for (int r = 0; r < x.rows(); r++) {
      for (int j = 0; j < x.columns(); j++) {
        float argument = x.values()[x.offset(r) + j];
        float value = y.values()[y.offset(r) + j];
        float slope = ScalarActivations.derivative(f, argument, value);
        dx.values()[dx.offset(r) + j] = dy.values()[dy.offset(r) + j] * slope;
      }
    }
  }

  @Override
  public void standardize(Matrix x, double epsilon, Matrix y, Matrix scales) {
    Sizes.checkRows(x, scales, y);
    normalizations.standardize(x, epsilon, y, scales);
  }

  @Override
  public void standardizeBackward(Matrix y, Matrix scales, Matrix dy, Matrix dx) {
    Sizes.checkRows(y, scales, dy);
    dx.checkSameSize(y);
    normalizations.standardizeBackward(y, scales, dy, dx);
  }

  @Override
  public void affine(Matrix x, Matrix scales, Matrix shifts, Matrix y) {
    Sizes.checkColumns(x, scales, y);
    Sizes.checkColumns(x, shifts, y);
    ScalarNormalizations.affine(x, scales, shifts, y);
  }

  @Override
  public void scaleColumns(Matrix x, Matrix scales, Matrix y) {
    Sizes.checkColumns(x, scales, y);
    ScalarNormalizations.scaleColumns(x, scales, y);
  }

  @Override
  public void columnProducts(Matrix a, Matrix b, Matrix sums, boolean accumulate) {
    Sizes.checkColumns(a, sums, b);
    if (!accumulate) {
      sums.fill(0f);
    }
    ScalarNormalizations.columnProducts(a, b, sums);
  }

  @Override
  public double softmaxCrossEntropy(Matrix x, int[] targets, int from, float scale, Matrix dx) {
    x.checkSameSize(dx);
    Sizes.checkIndices(targets, from, x.rows());
    int classes = x.columns();
    double loss = 0;
    for (int r = 0; r < x.rows(); r++) {
      int logits = x.offset(r);
      int row = dx.offset(r);
      int target = targets[from + r];
      float max = maximum(classes, x.values(), logits);
      float margin = x.values()[logits + target] - max;
      float sum = exponentials(max, x, r, dx);
      divide(classes, sum, dx.values(), row);
      dx.values()[row + target] -= 1f;
      scale(classes, scale, dx.values(), row);
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

  /** A row of e ← exp(x − max); returns the sum. */
  private float exponentials(float max, Matrix x, int row, Matrix e) {
    int from = x.offset(row);
    int to = e.offset(row);
    for (int j = 0; j < x.columns(); j++) {
      e.values()[to + j] = ScalarMath.exp(x.values()[from + j] - max);
    }
    return sums.sum(x.columns(), e.values(), to);
  }

  private static void divide(int n, float divisor, float[] x, int xOff) {
    for (int j = 0; j < n; j++) {
      x[xOff + j] /= divisor;
    }
  }

  @Override
  public double squaredNorm(int n, float[] x, int xOff) {
    return sums.squares(n, x, xOff);
  }

  @Override
  public int indexOfNonFinite(int n, float[] x, int xOff) {
    for (int i = xOff; i < xOff + n; i++) {
      if (!Float.isFinite(x[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void scale(int n, float factor, float[] x, int xOff) {
    for (int i = 0; i < n; i++) {
      x[xOff + i] *= factor;
    }
  }

  @Override
  public void clamp(int n, float limit, float[] x, int xOff) {
    for (int i = 0; i < n; i++) {
      float value = x[xOff + i];
      x[xOff + i] = value > limit ? limit : value < -limit ? -limit : value;
    }
  }

  @Override
  public void sgd(int n, float rate, float[] p, float[] g) {
    ScalarUpdates.sgd(n, rate, p, g);
  }

  @Override
  public void momentum(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    ScalarUpdates.momentum(n, rate, momentum, p, g, v);
  }

  @Override
  public void nesterov(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    ScalarUpdates.nesterov(n, rate, momentum, p, g, v);
  }

  @Override
  public void adam(int n, AdamFactors factors, float[] p, float[] g, float[] m, float[] v) {
    ScalarUpdates.adam(n, factors, p, g, m, v);
  }

  @Override
  public void close() {
    // Owns plain memory only.
  }

  private static ScalarPackedMatrix own(PackedMatrix matrix) {
    return switch (matrix) {
      case ScalarPackedMatrix scalar -> scalar;
      default ->
          throw new IllegalArgumentException(
              "the scalar kernels cannot use a %s; make and pack it with kernels of the same provider"
                  .formatted(matrix.getClass().getSimpleName()));
    };
  }
}
