package org.lstm4j.jmh.profile;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.kernel.FmaCeiling;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Backends;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.memory.LstmTape;
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
        PackedMatrix packed = kernels.newPackedMatrix(k, n);
        kernels.pack(packed, b, 0, n);
        kernels.packTransposed(packed, b, 0, k);
        for (int m : ROWS) {
          kernels.gemm(m, a, 0, k, packed, false, c, 0, n);
          kernels.gemm(m, a, 0, k, packed, true, c, 0, n);
          kernels.gemmBias(m, a, 0, k, packed, b, 0, c, 0, n);
          kernels.gemmTransposedA(m, n, k, a, 0, m, b, 0, n, c, 0, n);
          kernels.columnSums(m, n, a, 0, n, c, 0);
        }
        indexed(k, n, packed);
      }
    }
  }

  /** Products with weights of two bytes. */
  private void rounded(int k, int n) {
    PackedMatrix packed = kernels.newPackedMatrix(k, n, WeightFormat.BFLOAT16);
    kernels.pack(packed, b, 0, n);
    for (int m : ROWS) {
      kernels.gemmBias(m, a, 0, k, packed, b, 0, c, 0, n);
    }
  }

  /** Products of one row, which have kernels of their own. */
  private void rows() {
    int k = 32;
    for (int n : sizes.columns()) {
      PackedMatrix packed = kernels.newPackedMatrix(k, n);
      PackedMatrix rounded = kernels.newPackedMatrix(k, n, WeightFormat.BFLOAT16);
      kernels.gemm(1, a, 0, k, packed, false, c, 0, n);
      kernels.gemm(1, a, 0, k, rounded, false, c, 0, n);
      kernels.gemmTransposedA(1, n, k, a, 0, 1, b, 0, n, c, 0, n);
    }
  }

  /** One-hot rows. */
  private void indexed(int k, int n, PackedMatrix packed) {
    int rows = 20;
    int[] indices = IntStream.range(0, rows).map(i -> i % k).toArray();
    kernels.gatherRows(rows, indices, 0, packed, b, 0, c, 0, n);
    kernels.scatterColumns(n, k, rows, a, 0, n, indices, 0, c, 0);
  }

  private void layers() {
    for (int h : sizes.units()) {
      for (int batch : new int[] {1, 5, 40}) {
        layer(h, batch, GateActivations.STANDARD);
        for (Activation activation : Activation.values()) {
          layer(h, Math.min(batch, 5), new GateActivations(activation, activation, activation));
        }
      }
    }
  }

  private void layer(int h, int batch, GateActivations activations) {
    int inputs = 3;
    PackedMatrix input = kernels.newPackedMatrix(inputs, 4 * h);
    PackedMatrix recurrent = kernels.newPackedMatrix(h, 4 * h);
    PackedMatrix backward = kernels.newPackedMatrix(4 * h, h);
    kernels.pack(input, b, 0, 4 * h);
    kernels.pack(recurrent, b, 0, 4 * h);
    kernels.packTransposed(backward, b, 0, 4 * h);
    for (boolean training : new boolean[] {false, true}) {
      LstmTape tape = new LstmTape(STEPS, batch, h, training);
      kernels.lstmForward(tape, a, 0, input, b, 0, recurrent, activations);
      kernels.lstmForward(tape, recurrent, activations);
      if (training) {
        Arrays.fill(tape.dHidden, tape.block(), tape.dHidden.length, HALF);
        kernels.lstmBackward(tape, backward, activations, 0, true);
        kernels.lstmBackward(tape, backward, activations, 2, false);
      }
    }
  }

  private void elementwise() {
    int[] targets = new int[3];
    for (int n : sizes.lengths()) {
      kernels.softmax(targets.length, n, a, 0, c, 0);
      kernels.softmaxCrossEntropy(targets.length, n, a, 0, targets, 0, HALF, c, 0);
      kernels.squaredError(n, a, 0, b, 0, HALF, c, 0);
      kernels.squaredNorm(n, a, 0);
      kernels.indexOfNonFinite(n, a, 0);
      kernels.scale(n, HALF, c, 0);
      kernels.clamp(n, HALF, c, 0);
      kernels.sgd(n, HALF, c, a);
      kernels.momentum(n, HALF, HALF, c, a, d);
      Arrays.fill(d, 0f);
      kernels.adam(n, HALF, HALF, HALF, HALF, HALF, 1f, 1f, c, a, b, d);
    }
  }
}
