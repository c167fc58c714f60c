package org.lstm4j.kernel;

import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.kernel.ProductsContract.Shape;
import org.lstm4j.random.SeededRandom;

/** A matrix of bfloat16 gives the bits of a matrix of floats that holds the rounded values. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface RoundedWeightsContract extends BackendContract {

  /** A matrix of bfloat16, packed from one of the two forms after other values were in it. */
  private static PackedMatrix pack(Kernels kernels, Guarded b, SeededRandom random) {
    PackedMatrix packed = kernels.newPackedMatrix(b.rows, b.columns, WeightFormat.BFLOAT16);
    Guarded before = Guarded.matrix(b.rows, b.columns, random).fill(Values.BITS, random);
    kernels.pack(packed, before.view());
    if (random.nextInt(2) == 0) {
      kernels.pack(packed, b.view());
    } else {
      Guarded bt = b.transposed(random);
      kernels.packTransposed(packed, bt.view());
    }
    return packed;
  }

  private static Guarded rounded(Guarded b) {
    Guarded rounded = b.copy();
    for (int k = 0; k < b.rows; k++) {
      for (int j = 0; j < b.columns; j++) {
        rounded.set(k, j, WeightFormat.BFLOAT16.round(b.get(k, j)));
      }
    }
    return rounded;
  }

  /** Those of all products, and groups of eight vectors of 16 for one row and for some. */
  private static List<Shape> shapes(SeededRandom random) {
    List<Shape> shapes = new ArrayList<>(ProductsContract.shapes(random));
    for (int n : new int[] {95, 128, 129, 160, 255, 257, 300}) {
      for (int k : new int[] {1, 33, 400}) {
        shapes.add(new Shape(1, n, k));
        shapes.add(new Shape(1, n, k));
        shapes.add(new Shape(Values.size(random), n, k));
      }
    }
    return shapes;
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void productsWithRoundedWeights(Values values) {
    SeededRandom random = new SeededRandom(801);
    try (Kernels kernels = provider().create(1)) {
      for (Shape shape : shapes(random)) {
        Guarded a = Guarded.matrix(shape.m(), shape.k(), random).fill(Values.NORMAL, random);
        Guarded b = Guarded.matrix(shape.k(), shape.n(), random).fill(values, random);
        checkProducts(kernels, a, b, random, "%s, %s".formatted(values, shape));
      }
    }
  }

  /** Past every block of a cache, by rows and on several threads. */
  @Test
  default void largeProductsWithRoundedWeights() {
    SeededRandom random = new SeededRandom(802);
    Guarded a = Guarded.matrix(131, 1043, random).fill(Values.NORMAL, random);
    Guarded b = Guarded.matrix(1043, 389, random).fill(Values.NORMAL, random);
    for (int threads : new int[] {1, 2, 5}) {
      try (Kernels kernels = provider().create(threads)) {
        checkProducts(kernels, a, b, random, "threads " + threads);
      }
    }
  }

  private static void checkProducts(
      Kernels kernels, Guarded a, Guarded b, SeededRandom random, String what) {
    PackedMatrix packed = pack(kernels, b, random);
    PackedMatrix floats = ProductsContract.pack(kernels, rounded(b), random);
    Guarded bias = Guarded.dense(1, b.columns, random).fill(Values.NORMAL, random);
    boolean accumulate = random.nextInt(2) == 0;
    Guarded c = Guarded.matrix(a.rows, b.columns, random).fill(Values.NORMAL, random);
    Guarded expected = c.copy();
    gemm(kernels, a, packed, accumulate, c);
    gemm(kernels, a, floats, accumulate, expected);
    c.assertGuards("gemm, " + what);
    assertSameBits(expected.values(), c.values(), "gemm, " + what);
    kernels.gemm(a.view(), packed, bias.view(), c.view());
    kernels.gemm(a.view(), floats, bias.view(), expected.view());
    c.assertGuards("gemmBias, " + what);
    assertSameBits(expected.values(), c.values(), "gemmBias, " + what);
    c.fill(Values.NAN, random);
    for (int row = 0; row < a.rows; row++) {
      kernels.gemm(a.row(row), packed, bias.view(), c.row(row));
    }
    assertSameBits(expected.values(), c.values(), "gemmBias row by row, " + what);
  }

  private static void gemm(
      Kernels kernels, Guarded a, PackedMatrix b, boolean accumulate, Guarded c) {
    if (accumulate) {
      kernels.gemm(a.view(), b, c.view(), c.view());
    } else {
      kernels.gemm(a.view(), b, c.view());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void gatherRoundedRows(Values values) {
    SeededRandom random = new SeededRandom(803);
    try (Kernels kernels = provider().create(1)) {
      for (int n : Values.SIZES) {
        int k = Values.size(random);
        Guarded b = Guarded.matrix(k, n, random).fill(values, random);
        PackedMatrix packed = pack(kernels, b, random);
        int[] indices = new int[17];
        for (int r = 0; r < indices.length; r++) {
          indices[r] = random.nextInt(k);
        }
        Guarded bias = Guarded.dense(1, n, random).fill(Values.NORMAL, random);
        Guarded c = Guarded.matrix(indices.length, n, random);
        kernels.gatherRows(indices, 0, packed, bias.view(), c.view());
        c.assertGuards("n " + n);
        for (int r = 0; r < indices.length; r++) {
          for (int j = 0; j < n; j++) {
            float value = WeightFormat.BFLOAT16.round(b.get(indices[r], j));
            assertSameBits(bias.get(0, j) + value, c.get(r, j), "gatherRows", n, k, r, j);
          }
        }
      }
    }
  }

  /** Whole layers, by sequences and by units. */
  @Test
  default void forwardWithRoundedWeights() {
    SeededRandom random = new SeededRandom(804);
    for (int threads : new int[] {1, 3}) {
      try (Kernels kernels = provider().create(threads)) {
        for (Tapes.Shape shape : Tapes.shapes(1, 2, 9)) {
          int h = shape.h();
          int inputs = 1 + random.nextInt(20);
          LstmTape tape = Tapes.random(3, shape.batch(), h, Values.NORMAL, random);
          LstmTape expected = Tapes.copy(tape);
          Guarded x = Guarded.dense(3 * shape.batch(), inputs, random).fill(Values.NORMAL, random);
          Guarded bias = Guarded.dense(1, 4 * h, random).fill(Values.NORMAL, random);
          Guarded wx = Guarded.matrix(inputs, 4 * h, random).fill(Values.NORMAL, random);
          Guarded wh = Tapes.weights(h, Values.NORMAL, random).transposed(random);
          forward(kernels, tape, x, pack(kernels, wx, random), bias, pack(kernels, wh, random));
          PackedMatrix input = ProductsContract.pack(kernels, rounded(wx), random);
          PackedMatrix recurrent = ProductsContract.pack(kernels, rounded(wh), random);
          forward(kernels, expected, x, input, bias, recurrent);
          String what = "%s, threads %d".formatted(shape, threads);
          Tapes.assertSame(expected, tape, what);
          Tapes.assertGuards(tape, what);
        }
      }
    }
  }

  private static void forward(
      Kernels kernels,
      LstmTape tape,
      Guarded x,
      PackedMatrix input,
      Guarded bias,
      PackedMatrix recurrent) {
    LstmWeights weights = new LstmWeights(GateActivations.STANDARD, input, recurrent, bias.view());
    kernels.lstmForward(tape, x.view(), weights);
  }
}
