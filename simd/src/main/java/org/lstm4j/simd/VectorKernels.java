package org.lstm4j.simd;

import java.util.Arrays;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.gemm.Rows;
import org.lstm4j.simd.parallel.Packings;
import org.lstm4j.simd.parallel.Products;
import org.lstm4j.simd.parallel.Recurrences;
import org.lstm4j.simd.parallel.Sweeps;
import org.lstm4j.simd.parallel.Workers;
import org.lstm4j.simd.update.Softmax;
import org.lstm4j.simd.update.Sums;
import org.lstm4j.simd.update.VectorUpdates;

/** The operations of the backend, each handed to its family. Owns all scratch: for one thread. */
final class VectorKernels implements Kernels {
  private final Workers workers;
  private final Products products;
  private final Recurrences recurrences;
  private final Packings packings;
  private final Sweeps sweeps;
  private final Sums sums = new Sums();
  private final Softmax softmax = new Softmax();

  /** Kernels for one thread of work, which may use a number of threads. */
  VectorKernels(int threads) {
    workers = new Workers(threads);
    Gemm[] gemms = new Gemm[threads];
    Arrays.setAll(gemms, part -> new Gemm());
    products = new Products(workers, gemms);
    recurrences = new Recurrences(workers, products, gemms);
    packings = new Packings(workers);
    sweeps = new Sweeps(workers);
  }

  @Override
  public String description() {
    return "simd (%d bits)".formatted(Lanes.SPECIES.vectorBitSize());
  }

  @Override
  public PackedMatrix newPackedMatrix(int rows, int columns, WeightFormat format) {
    return new Panels(rows, columns, format);
  }

  @Override
  public void pack(PackedMatrix packed, float[] b, int bOff, int ldb) {
    packings.pack(own(packed), b, bOff, ldb);
  }

  @Override
  public void packTransposed(PackedMatrix packed, float[] bt, int btOff, int ldbt) {
    packings.packTransposed(own(packed), bt, btOff, ldbt);
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
    if (accumulate) {
      products.multiply(m, a, aOff, lda, own(b), c, cOff, ldc, c, cOff, ldc);
    } else {
      products.multiply(m, a, aOff, lda, own(b), c, cOff, ldc);
    }
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
    products.multiply(m, a, aOff, lda, own(b), bias, biasOff, 0, c, cOff, ldc);
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
    products.transposedMultiply(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
  }

  @Override
  public void columnSums(
      int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff) {
    products.columnSums(rows, columns, a, aOff, lda, out, outOff);
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
    Rows.gather(rows, indices, indicesOff, own(b), bias, biasOff, c, cOff, ldc);
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
    Rows.scatter(m, n, rows, a, aOff, lda, indices, indicesOff, c, cOff);
  }

  @Override
  public void lstmForward(
      LstmTape tape,
      float[] x,
      int xOff,
      PackedMatrix inputWeights,
      float[] bias,
      int biasOff,
      PackedMatrix recurrentWeights,
      GateActivations activations) {
    recurrences.forward(
        tape, x, xOff, own(inputWeights), bias, biasOff, own(recurrentWeights), activations);
  }

  @Override
  public void lstmForward(
      LstmTape tape, PackedMatrix recurrentWeights, GateActivations activations) {
    recurrences.forward(tape, own(recurrentWeights), activations);
  }

  @Override
  public void lstmBackward(
      LstmTape tape,
      PackedMatrix recurrentWeights,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient) {
    recurrences.backward(
        tape, own(recurrentWeights), activations, truncation, initialStateGradient);
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
    return sums.squaredError(n, y, yOff, target, targetOff, scale, dy, dyOff);
  }

  @Override
  public void softmax(int rows, int classes, float[] x, int xOff, float[] p, int pOff) {
    softmax.softmax(rows, classes, x, xOff, p, pOff);
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
    return softmax.crossEntropy(rows, classes, x, xOff, targets, targetsOff, scale, dx, dxOff);
  }

  @Override
  public double squaredNorm(int n, float[] x, int xOff) {
    return sums.squares(n, x, xOff);
  }

  @Override
  public int indexOfNonFinite(int n, float[] x, int xOff) {
    return sweeps.indexOfNonFinite(n, x, xOff);
  }

  @Override
  public void scale(int n, float factor, float[] x, int xOff) {
    VectorUpdates.scale(n, factor, x, xOff);
  }

  @Override
  public void clamp(int n, float limit, float[] x, int xOff) {
    VectorUpdates.clamp(n, limit, x, xOff);
  }

  @Override
  public void sgd(int n, float rate, float[] p, float[] g) {
    sweeps.sgd(n, rate, p, g);
  }

  @Override
  public void momentum(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    sweeps.momentum(n, rate, momentum, p, g, v);
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
    sweeps.adam(n, beta1, rest1, beta2, rest2, step, rootScale, epsilon, p, g, m, v);
  }

  @Override
  public void close() {
    workers.close();
  }

  private static Panels own(PackedMatrix matrix) {
    return switch (matrix) {
      case Panels panels -> panels;
      default ->
          throw new IllegalArgumentException(
              "the simd kernels cannot use a %s; make and pack it with kernels of the same provider"
                  .formatted(matrix.getClass().getSimpleName()));
    };
  }
}
