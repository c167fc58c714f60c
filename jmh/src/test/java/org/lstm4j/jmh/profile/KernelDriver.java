package org.lstm4j.jmh.profile;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.kernel.FmaCeiling;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.kernel.CellEquations;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.random.SeededRandom;

/**
 * A program that calls every operation of the simd backend, in shapes that reach every kernel and
 * often enough that C2 compiles it; for {@link KernelMachineCodeTest}, which reads the code.
 */
final class KernelDriver {
  /** How long most loops run, which C2 bears in mind when it unrolls them. */
  enum Loops {
    /** Few turns, or none. */
    SHORT,
    /** Many turns. */
    LONG
  }

  /** Depths and columns of products, hidden units of layers, lengths of sweeps. */
  private record Sizes(int[] depths, int[] columns, int[] units, int[] lengths) {
    static Sizes of(Loops loops) {
      return switch (loops) {
        case SHORT ->
            new Sizes(
                new int[] {1, 32, 96},
                new int[] {1, 4, 8, 16, 24, 32, 64, 100, 128, 256},
                new int[] {1, 3, 16, 64, 100},
                new int[] {5, 40, 1000, 3000});
        case LONG ->
            new Sizes(
                new int[] {100, 256},
                new int[] {3, 8, 16, 32, 64, 100, 256},
                new int[] {64, 100, 128},
                new int[] {1000, 3000});
      };
    }
  }

  private static final int ROUNDS = 60;

  /** One row, every remainder of small tiles, and more rows than a block has. */
  private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 12, 100};

  /** How often a round does what it would otherwise do once. */
  private static final int REPEATS = 15;

  private static final int STEPS = 4;
  private static final float HALF = 0.5f;

  private final Kernels kernels;
  private final Sizes sizes;
  private final SeededRandom random = new SeededRandom(1);
  private final float[] a = values();
  private final float[] b = values();
  private final float[] c = values();
  private final float[] d = new float[a.length];

  private KernelDriver(Kernels kernels, Sizes sizes) {
    this.kernels = kernels;
    this.sizes = sizes;
  }

  /**
   * Runs.
   *
   * @param arguments how long loops run, the name of one of {@link Loops}
   */
  public static void main(String[] arguments) {
    FmaCeiling ceiling = new FmaCeiling();
    try (Kernels kernels = Engines.kernels(Backends.SIMD, 1)) {
      KernelDriver driver = new KernelDriver(kernels, Sizes.of(Loops.valueOf(arguments[0])));
      for (int round = 0; round < ROUNDS; round++) {
        for (int repeat = 0; repeat < REPEATS; repeat++) {
          driver.elementwise();
          driver.rows();
          ceiling.chains();
        }
        driver.products();
        driver.layers();
      }
    }
  }

  private float[] values() {
    float[] values = new float[128 * 1024];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextUniform(-1, 1);
    }
    return values;
  }

  private void products() {
    for (int k : sizes.depths()) {
      for (int n : sizes.columns()) {
        rounded(k, n);
        PackedMatrix packed = packed(k, n);
        kernels.packTransposed(packed, new Matrix(b, 0, n, k));
        for (int m : ROWS) {
          Matrix left = new Matrix(a, 0, m, k);
          Matrix product = new Matrix(c, 0, m, n);
          kernels.gemm(left, packed, product);
          kernels.gemm(left, packed, product, product);
          kernels.gemm(left, packed, new Matrix(b, 0, 1, n), product);
          Matrix right = new Matrix(b, 0, k, n);
          kernels.gemmTransposedA(new Matrix(a, 0, k, m), right, product, false);
          kernels.columnSums(new Matrix(a, 0, m, n), new Matrix(c, 0, 1, n), false);
        }
        indexed(k, n, packed);
      }
    }
  }

  private PackedMatrix packed(int k, int n) {
    PackedMatrix packed = kernels.newPackedMatrix(k, n);
    kernels.pack(packed, new Matrix(b, 0, k, n));
    return packed;
  }

  /** Products with weights of two bytes. */
  private void rounded(int k, int n) {
    PackedMatrix packed = kernels.newPackedMatrix(k, n, WeightFormat.BFLOAT16);
    kernels.pack(packed, new Matrix(b, 0, k, n));
    for (int m : ROWS) {
      kernels.gemm(new Matrix(a, 0, m, k), packed, new Matrix(b, 0, 1, n), new Matrix(c, 0, m, n));
    }
  }

  /** Products of one row, which have kernels of their own. */
  private void rows() {
    int k = 32;
    for (int n : sizes.columns()) {
      PackedMatrix packed = kernels.newPackedMatrix(k, n);
      PackedMatrix rounded = kernels.newPackedMatrix(k, n, WeightFormat.BFLOAT16);
      Matrix row = new Matrix(a, 0, 1, k);
      Matrix product = new Matrix(c, 0, 1, n);
      kernels.gemm(row, packed, product);
      kernels.gemm(row, rounded, product);
      kernels.gemmTransposedA(new Matrix(a, 0, k, 1), new Matrix(b, 0, k, n), product, false);
    }
  }

  /** One-hot rows. */
  private void indexed(int k, int n, PackedMatrix packed) {
    int rows = 20;
    int[] indices = IntStream.range(0, rows).map(i -> i % k).toArray();
    kernels.gatherRows(indices, 0, packed, new Matrix(b, 0, 1, n), new Matrix(c, 0, rows, n));
    kernels.scatterColumns(new Matrix(a, 0, rows, n), indices, 0, new Matrix(c, 0, n, k), false);
  }

  private void layers() {
    for (int h : sizes.units()) {
      for (int batch : new int[] {1, 5, 40}) {
        layer(h, batch, GateActivations.STANDARD);
        cells(h, batch, new CellEquations(GateActivations.STANDARD, false, HALF));
        cells(h, batch, new CellEquations(GateActivations.STANDARD, true, HALF));
        for (Activation activation : Activation.forGates()) {
          layer(h, Math.min(batch, 5), new GateActivations(activation, activation, activation));
        }
      }
    }
  }

  private void layer(int h, int batch, GateActivations activations) {
    int inputs = 3;
    int gates = Gates.COUNT * h;
    LstmWeights forward =
        new LstmWeights(
            activations, packed(inputs, gates), packed(h, gates), new Matrix(b, 0, 1, gates));
    LstmWeights back = new LstmWeights(activations, packed(gates, inputs), packed(gates, h));
    for (boolean training : new boolean[] {false, true}) {
      LstmTape tape = new LstmTape(new Extent(STEPS, batch), h, training);
      kernels.lstmForward(tape, new Matrix(a, 0, tape.extent.rows(), inputs), forward);
      kernels.lstmForward(tape, forward);
      if (training) {
        Arrays.fill(tape.dHidden, tape.hiddenAfter(0), tape.dHidden.length, HALF);
        kernels.lstmBackward(tape, back, 0, true);
        kernels.lstmBackward(tape, back, 2, false);
      }
    }
  }

  private void cells(int h, int batch, CellEquations equations) {
    CellStep step = new CellStep(equations);
    float[] cells = new float[2 * batch * h];
    step.gates.set(new float[batch * Gates.COUNT * h], 0, batch, Gates.COUNT * h);
    step.unclipped.set(new float[batch * Gates.COUNT * h], 0, batch, Gates.COUNT * h);
    step.peepholes.set(new float[CellStep.PEEPHOLES * h], 0, CellStep.PEEPHOLES, h);
    step.before.set(cells, 0, batch, h);
    step.cells.set(cells, batch * h, batch, h);
    step.outputs.set(new float[batch * h], 0, batch, h);
    step.hidden.set(new float[batch * h], 0, batch, h);
    step.dHidden.set(new float[batch * h], 0, batch, h);
    step.dCells.set(new float[batch * h], 0, batch, h);
    for (int round = 0; round < REPEATS; round++) {
      kernels.cells(step);
      kernels.outputs(step);
      kernels.outputsBackward(step);
      kernels.cellsBackward(step);
    }
  }

  private void elementwise() {
    int[] targets = new int[3];
    AdamFactors factors = new AdamFactors(HALF, HALF, 1).set(HALF, 1);
    for (int n : sizes.lengths()) {
      Matrix x = new Matrix(a, 0, targets.length, n);
      Matrix y = new Matrix(c, 0, targets.length, n);
      kernels.softmax(x, y);
      kernels.softmaxBackward(y, x, y);
      kernels.softmaxCrossEntropy(x, targets, 0, HALF, y);
      kernels.squaredError(x, new Matrix(b, 0, targets.length, n), HALF, y);
      kernels.squaredNorm(n, a, 0);
      Matrix line = new Matrix(b, 0, 1, n);
      Matrix scales = new Matrix(d, 0, targets.length, 1);
      kernels.standardize(x, 1, y, scales);
      kernels.standardizeBackward(y, scales, x, y);
      kernels.affine(x, line, line, y);
      kernels.scaleColumns(x, line, y);
      kernels.columnProducts(x, y, new Matrix(d, 0, 1, n), false);
      kernels.indexOfNonFinite(n, a, 0);
      kernels.scale(n, HALF, c, 0);
      kernels.clamp(n, HALF, c, 0);
      kernels.sgd(n, HALF, c, a);
      kernels.momentum(n, HALF, HALF, c, a, d);
      kernels.nesterov(n, HALF, HALF, c, a, d);
      Arrays.fill(d, 0f);
      kernels.adam(n, factors, c, a, b, d);
    }
  }
}
