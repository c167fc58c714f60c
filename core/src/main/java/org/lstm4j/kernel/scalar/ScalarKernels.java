package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.memory.LstmTape;

/** The scalar reference of every operation. */
final class ScalarKernels implements Kernels {
  private final ScalarSums sums = new ScalarSums();

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public PackedMatrix newPackedMatrix(int rows, int columns, WeightFormat format) {
    return new ScalarPackedMatrix(rows, columns, format);
  }

  @Override
  public void pack(PackedMatrix packed, float[] b, int bOff, int ldb) {
    own(packed).pack(b, bOff, ldb);
  }

  @Override
  public void packTransposed(PackedMatrix packed, float[] bt, int btOff, int ldbt) {
    own(packed).packTransposed(bt, btOff, ldbt);
  }

  @Override
  public void gemm(
      int m,
      float[] a,
      int aOff,
      int lda,
      PackedMatrix b,
      boolean accumulate,
      float[] c,
      int cOff,
      int ldc) {
    if (!accumulate) {
      ScalarProducts.fillRows(m, b.columns(), c, cOff, ldc);
    }
    ScalarProducts.multiplyAdd(m, a, aOff, lda, own(b), c, cOff, ldc);
  }

  @Override
  public void gemmBias(
      int m,
      float[] a,
      int aOff,
      int lda,
      PackedMatrix b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc) {
    ScalarProducts.copyToRows(m, b.columns(), bias, biasOff, c, cOff, ldc);
    ScalarProducts.multiplyAdd(m, a, aOff, lda, own(b), c, cOff, ldc);
  }

  @Override
  public void gemmTransposedA(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc) {
    ScalarProducts.transposedTimes(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
  }

  @Override
  public void columnSums(
      int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff) {
    ScalarProducts.columnSums(rows, columns, a, aOff, lda, out, outOff);
  }

  @Override
  public void gatherRows(
      int rows,
      int[] indices,
      int indicesOff,
      PackedMatrix b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc) {
    ScalarProducts.gatherRows(rows, indices, indicesOff, own(b), bias, biasOff, c, cOff, ldc);
  }

  @Override
  public void scatterColumns(
      int m,
      int n,
      int rows,
      float[] a,
      int aOff,
      int lda,
      int[] indices,
      int indicesOff,
      float[] c,
      int cOff) {
    ScalarProducts.scatterColumns(m, n, rows, a, aOff, lda, indices, indicesOff, c, cOff);
  }

  @Override
  public void lstmForward(
      LstmTape tape, PackedMatrix recurrentWeights, GateActivations activations) {
    ScalarLstm.forward(tape, own(recurrentWeights), activations);
  }

  @Override
  public void lstmBackward(
      LstmTape tape,
      PackedMatrix recurrentWeights,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient) {
    ScalarLstm.backward(tape, own(recurrentWeights), activations, truncation, initialStateGradient);
  }

  @Override
  public double squaredError(
      int n,
      float[] y,
      int yOff,
      float[] target,
      int targetOff,
      float scale,
      float[] dy,
      int dyOff) {
    for (int i = 0; i < n; i++) {
      dy[dyOff + i] = y[yOff + i] - target[targetOff + i];
    }
    double sum = sums.squares(n, dy, dyOff);
    scale(n, scale, dy, dyOff);
    return sum;
  }

  @Override
  public void softmax(int rows, int classes, float[] x, int xOff, float[] p, int pOff) {
    for (int r = 0; r < rows; r++) {
      int row = pOff + r * classes;
      float max = maximum(classes, x, xOff + r * classes);
      float sum = exponentials(classes, max, x, xOff + r * classes, p, row);
      divide(classes, sum, p, row);
    }
  }

  @Override
  public double softmaxCrossEntropy(
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
      int logits = xOff + r * classes;
      int row = dxOff + r * classes;
      int target = targets[targetsOff + r];
      float max = maximum(classes, x, logits);
      float margin = x[logits + target] - max;
      float sum = exponentials(classes, max, x, logits, dx, row);
      divide(classes, sum, dx, row);
      dx[row + target] -= 1f;
      scale(classes, scale, dx, row);
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

  /** e ← exp(x − max); returns the sum. */
  private float exponentials(int n, float max, float[] x, int xOff, float[] e, int eOff) {
    for (int j = 0; j < n; j++) {
      e[eOff + j] = ScalarMath.exp(x[xOff + j] - max);
    }
    return sums.sum(n, e, eOff);
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
  public void adam(
      int n,
      float beta1,
      float rest1,
      float beta2,
      float rest2,
      float step,
      float rootScale,
      float epsilon,
      float[] p,
      float[] g,
      float[] m,
      float[] v) {
    ScalarUpdates.adam(n, beta1, rest1, beta2, rest2, step, rootScale, epsilon, p, g, m, v);
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
