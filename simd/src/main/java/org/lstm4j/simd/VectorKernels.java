package org.lstm4j.simd;

import java.util.Arrays;
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
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Packings;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.gemm.Products;
import org.lstm4j.simd.gemm.Rows;
import org.lstm4j.simd.lstm.CellPasses;
import org.lstm4j.simd.lstm.Recurrences;
import org.lstm4j.simd.team.Workers;
import org.lstm4j.simd.update.LayerActivations;
import org.lstm4j.simd.update.Normalizations;
import org.lstm4j.simd.update.Softmax;
import org.lstm4j.simd.update.Sums;
import org.lstm4j.simd.update.Sweeps;
import org.lstm4j.simd.update.VectorUpdates;

/** The operations of the backend, each handed to its family. Owns all scratch: for one thread. */
final class VectorKernels implements Kernels {
  private final Workers workers;
  private final Products products;
  private final Recurrences recurrences;
  private final CellPasses cellPasses = new CellPasses();
  private final Packings packings;
  private final Sweeps sweeps;
  private final Sums sums = new Sums();
  private final Softmax softmax;
  private final LayerActivations activations = new LayerActivations();
  private final Normalizations normalizations = new Normalizations();

  /** Kernels for one thread of work, which may use a number of threads. */
  VectorKernels(int threads) {
    Gemm[] gemms = new Gemm[threads];
    Arrays.setAll(gemms, part -> new Gemm());
    workers = new Workers(threads);
    products = new Products(workers, gemms);
    recurrences = new Recurrences(workers, products, gemms);
    packings = new Packings(workers);
    sweeps = new Sweeps(workers);
    softmax = new Softmax(workers);
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
  public void pack(PackedMatrix packed, Matrix b) {
    packings.pack(own(packed), b);
  }

  @Override
  public void packTransposed(PackedMatrix packed, Matrix bt) {
    packings.packTransposed(own(packed), bt);
  }

  @Override
  public void gemm(Matrix a, PackedMatrix b, Matrix c) {
    Sizes.checkProduct(a, b, c);
    products.multiply(a, own(b), c);
  }

  @Override
  public void gemm(Matrix a, PackedMatrix b, Matrix start, Matrix c) {
    Sizes.checkProduct(a, b, start, c);
    products.multiply(a, own(b), start, c);
  }

  @Override
  public void gemmTransposedA(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    Sizes.checkTransposedProduct(a, b, c);
    products.transposedMultiply(a, b, c, accumulate);
  }

  @Override
  public void columnSums(Matrix a, Matrix sums, boolean accumulate) {
    Sizes.check("sums", sums, 1, a.columns());
    products.columnSums(a, sums, accumulate);
  }

  @Override
  public void gatherRows(int[] indices, int from, PackedMatrix b, Matrix start, Matrix c) {
    Sizes.checkGather(indices, from, b, start, c);
    Rows.gather(indices, from, own(b), start, c);
  }

  @Override
  public void scatterColumns(Matrix a, int[] indices, int from, Matrix c, boolean accumulate) {
    Sizes.checkScatter(a, indices, from, c);
    Rows.scatter(a, indices, from, c, accumulate);
  }

  @Override
  public void lstmForward(LstmTape tape, Matrix x, LstmWeights weights) {
    own(weights.input());
    own(weights.recurrent());
    recurrences.forward(tape, x, weights);
  }

  @Override
  public void lstmForward(LstmTape tape, LstmWeights weights) {
    own(weights.recurrent());
    recurrences.forward(tape, weights);
  }

  @Override
  public void lstmBackward(
      LstmTape tape, LstmWeights weights, int truncation, boolean initialStateGradient) {
    own(weights.recurrent());
    recurrences.backward(tape, weights, truncation, initialStateGradient);
  }

  @Override
  public void cells(CellStep step) {
    Sizes.checkForward(step);
    cellPasses.cells(step);
  }

  @Override
  public void outputs(CellStep step) {
    Sizes.checkForward(step);
    cellPasses.outputs(step);
  }

  @Override
  public void outputsBackward(CellStep step) {
    Sizes.checkBackward(step);
    cellPasses.outputsBackward(step);
  }

  @Override
  public void cellsBackward(CellStep step) {
    Sizes.checkBackward(step);
    cellPasses.cellsBackward(step);
  }

  @Override
  public double squaredError(Matrix y, Matrix target, float scale, Matrix dy) {
    Sizes.checkLine(y, target, dy);
    return sums.squaredError(y, target, scale, dy);
  }

  @Override
  public void softmax(Matrix x, Matrix p) {
    x.checkSameSize(p);
    softmax.softmax(x, p);
  }

  @Override
  public void softmaxBackward(Matrix p, Matrix dp, Matrix dx) {
    dp.checkSameSize(p);
    dx.checkSameSize(p);
    softmax.backward(p, dp, dx);
  }

  @Override
  public void activate(Activation f, Matrix x, Matrix y) {
    y.checkSameSize(x);
    activations.forward(f, x, y);
  }

  @Override
  public void activateBackward(Activation f, Matrix x, Matrix y, Matrix dy, Matrix dx) {
    y.checkSameSize(x);
    dy.checkSameSize(x);
    dx.checkSameSize(x);
    activations.backward(f, x, y, dy, dx);
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
    Normalizations.affine(x, scales, shifts, y);
  }

  @Override
  public void scaleColumns(Matrix x, Matrix scales, Matrix y) {
    Sizes.checkColumns(x, scales, y);
    Normalizations.scaleColumns(x, scales, y);
  }

  @Override
  public void columnProducts(Matrix a, Matrix b, Matrix sums, boolean accumulate) {
    Sizes.checkColumns(a, sums, b);
    if (!accumulate) {
      sums.fill(0f);
    }
    Normalizations.columnProducts(a, b, sums);
  }

  @Override
  public double softmaxCrossEntropy(Matrix x, int[] targets, int from, float scale, Matrix dx) {
    x.checkSameSize(dx);
    Sizes.checkIndices(targets, from, x.rows());
    return softmax.crossEntropy(x, targets, from, scale, dx);
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
  public void nesterov(int n, float rate, float momentum, float[] p, float[] g, float[] v) {
    sweeps.nesterov(n, rate, momentum, p, g, v);
  }

  @Override
  public void adam(int n, AdamFactors factors, float[] p, float[] g, float[] m, float[] v) {
    sweeps.adam(n, factors, p, g, m, v);
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
