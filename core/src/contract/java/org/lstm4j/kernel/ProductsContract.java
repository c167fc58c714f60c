package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** Matrix products: each element is one chain of fused multiply-adds over ascending k. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface ProductsContract extends BackendContract {

  /** m, n and k of a product. */
  record Shape(int m, int n, int k) {}

  /** Every size in every role, with others drawn from the same sizes. */
  static List<Shape> shapes(SeededRandom random) {
    List<Shape> shapes = new ArrayList<>(List.of(new Shape(0, 5, 3), new Shape(1, 1, 1)));
    for (int size : Values.SIZES) {
      for (int i = 0; i < 2; i++) {
        shapes.add(new Shape(size, Values.size(random), Values.size(random)));
        shapes.add(new Shape(Values.size(random), size, Values.size(random)));
        shapes.add(new Shape(Values.size(random), Values.size(random), size));
      }
    }
    return shapes;
  }

  /** Packs B {@code [k × n]} from one of the two forms. */
  static PackedMatrix pack(Kernels kernels, Guarded b, SeededRandom random) {
    PackedMatrix packed = kernels.newPackedMatrix(b.rows, b.columns);
    if (random.nextInt(2) == 0) {
      kernels.pack(packed, b.view());
    } else {
      Guarded bt = b.transposed(random);
      kernels.packTransposed(packed, bt.view());
    }
    return packed;
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void gemm(Values values) {
    SeededRandom random = new SeededRandom(101);
    try (Kernels kernels = provider().create(1)) {
      for (Shape shape : shapes(random)) {
        boolean accumulate = random.nextInt(2) == 0;
        Guarded a = Guarded.matrix(shape.m, shape.k, random).fill(values, random);
        Guarded b = Guarded.matrix(shape.k, shape.n, random).fill(values, random);
        Guarded c =
            Guarded.matrix(shape.m, shape.n, random).fill(accumulate ? values : Values.NAN, random);
        Guarded start = c.copy();
        Guarded aBefore = a.copy();
        PackedMatrix packed = pack(kernels, b, random);
        if (accumulate) {
          kernels.gemm(a.view(), packed, c.view(), c.view());
        } else {
          kernels.gemm(a.view(), packed, c.view());
        }
        String what = "gemm of " + values + (accumulate ? ", accumulating, " : ", ") + shape;
        c.assertGuards(what);
        a.assertUntouched(what, aBefore);
        for (int i = 0; i < shape.m; i++) {
          for (int j = 0; j < shape.n; j++) {
            float first = accumulate ? start.get(i, j) : 0f;
            check(values, what, first, row(a, i), column(b, j), c.get(i, j));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void gemmBias(Values values) {
    SeededRandom random = new SeededRandom(102);
    try (Kernels kernels = provider().create(1)) {
      for (Shape shape : shapes(random)) {
        Guarded a = Guarded.matrix(shape.m, shape.k, random).fill(values, random);
        Guarded b = Guarded.matrix(shape.k, shape.n, random).fill(values, random);
        Guarded bias = Guarded.dense(1, shape.n, random).fill(values, random);
        Guarded c = Guarded.matrix(shape.m, shape.n, random);
        Guarded biasBefore = bias.copy();
        kernels.gemm(a.view(), pack(kernels, b, random), bias.view(), c.view());
        String what = "gemmBias of " + values + ", " + shape;
        c.assertGuards(what);
        bias.assertUntouched(what, biasBefore);
        for (int i = 0; i < shape.m; i++) {
          for (int j = 0; j < shape.n; j++) {
            check(values, what, bias.get(0, j), row(a, i), column(b, j), c.get(i, j));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void gemmTransposedA(Values values) {
    SeededRandom random = new SeededRandom(103);
    try (Kernels kernels = provider().create(1)) {
      for (Shape shape : shapes(random)) {
        Guarded a = Guarded.matrix(shape.k, shape.m, random).fill(values, random);
        Guarded b = Guarded.matrix(shape.k, shape.n, random).fill(values, random);
        boolean accumulate = random.nextInt(2) == 0;
        Guarded c =
            Guarded.matrix(shape.m, shape.n, random).fill(accumulate ? values : Values.NAN, random);
        Guarded start = c.copy();
        Guarded bBefore = b.copy();
        kernels.gemmTransposedA(a.view(), b.view(), c.view(), accumulate);
        String what =
            "gemmTransposedA of " + values + (accumulate ? ", accumulating, " : ", ") + shape;
        c.assertGuards(what);
        b.assertUntouched(what, bBefore);
        for (int i = 0; i < shape.m; i++) {
          for (int j = 0; j < shape.n; j++) {
            float first = accumulate ? start.get(i, j) : 0f;
            check(values, what, first, column(a, i), column(b, j), c.get(i, j));
          }
        }
      }
    }
  }

  /** Past every block of a cache: a sample of the elements, on one and on several threads. */
  @Test
  default void largeProducts() {
    SeededRandom random = new SeededRandom(104);
    Shape shape = new Shape(131, 389, 1043);
    Guarded a = Guarded.matrix(shape.m, shape.k, random).fill(Values.NORMAL, random);
    Guarded at = a.transposed(random);
    Guarded b = Guarded.matrix(shape.k, shape.n, random).fill(Values.NORMAL, random);
    Guarded bt = b.transposed(random);
    Guarded zero = Guarded.dense(1, shape.n, random);
    for (int j = 0; j < shape.n; j++) {
      zero.set(0, j, 0f);
    }
    for (int threads : new int[] {1, 2, 5}) {
      Guarded c = Guarded.matrix(shape.m, shape.n, random);
      Guarded d = Guarded.matrix(shape.m, shape.n, random);
      Guarded e = Guarded.matrix(shape.m, shape.n, random);
      try (Kernels kernels = provider().create(threads)) {
        PackedMatrix packed = kernels.newPackedMatrix(shape.k, shape.n);
        kernels.pack(packed, b.view());
        kernels.gemm(a.view(), packed, c.view());
        kernels.packTransposed(packed, bt.view());
        kernels.gemm(a.view(), packed, zero.view(), d.view());
        kernels.gemmTransposedA(at.view(), b.view(), e.view(), false);
      }
      c.assertGuards("gemm");
      d.assertGuards("gemmBias");
      e.assertGuards("gemmTransposedA");
      assertSameBits(c.values(), d.values(), "gemm and gemmBias, threads " + threads);
      assertSameBits(c.values(), e.values(), "gemm and gemmTransposedA, threads " + threads);
      for (int i = 0; i < 150; i++) {
        int row = random.nextInt(shape.m);
        int column = random.nextInt(shape.n);
        float expected = chain(0f, row(a, row), column(b, column));
        assertSameBits(expected, c.get(row, column), "gemm, " + shape, threads, row, column);
      }
    }
  }

  /** Rows of C do not know of each other: m rows at once or one at a time. */
  @Test
  default void rowsOneAtATime() {
    SeededRandom random = new SeededRandom(105);
    try (Kernels kernels = provider().create(1)) {
      for (int m : Values.SIZES) {
        int n = Values.size(random);
        int k = Values.size(random);
        Guarded a = Guarded.matrix(m, k, random).fill(Values.NORMAL, random);
        Guarded b = Guarded.matrix(k, n, random).fill(Values.NORMAL, random);
        Guarded all = Guarded.matrix(m, n, random);
        Guarded single = all.copy();
        PackedMatrix packed = pack(kernels, b, random);
        kernels.gemm(a.view(), packed, all.view());
        for (int i = 0; i < m; i++) {
          kernels.gemm(a.row(i), packed, single.row(i));
        }
        assertSameBits(all.values(), single.values(), "m %d, n %d, k %d".formatted(m, n, k));
      }
    }
  }

  /** Packing again replaces all of what was packed before. */
  @Test
  default void packedAgain() {
    SeededRandom random = new SeededRandom(106);
    try (Kernels kernels = provider().create(1)) {
      for (int n : Values.SIZES) {
        int k = Values.size(random);
        Guarded a = Guarded.matrix(1, k, random).fill(Values.NORMAL, random);
        PackedMatrix packed = kernels.newPackedMatrix(k, n);
        for (int round = 0; round < 4; round++) {
          Guarded b = Guarded.matrix(k, n, random).fill(Values.NORMAL, random);
          if (round % 2 == 0) {
            kernels.pack(packed, b.view());
          } else {
            Guarded bt = b.transposed(random);
            kernels.packTransposed(packed, bt.view());
          }
          Guarded c = Guarded.matrix(1, n, random);
          kernels.gemm(a.view(), packed, c.view());
          for (int j = 0; j < n; j++) {
            assertSameBits(
                chain(0f, row(a, 0), column(b, j)), c.get(0, j), "packed again", round, k, n, j);
          }
        }
      }
    }
  }

  /** The start is +0, and a bias of −0 is a start of −0. */
  @Test
  default void zerosKeepTheirSign() {
    try (Kernels kernels = provider().create(1)) {
      for (int n : Values.SIZES) {
        PackedMatrix ones = kernels.newPackedMatrix(1, n);
        float[] one = new float[n];
        float[] minusZero = new float[n];
        for (int j = 0; j < n; j++) {
          one[j] = 1f;
          minusZero[j] = -0f;
        }
        kernels.pack(ones, new Matrix(one, n));
        float[] c = new float[n];
        float[] d = new float[n];
        float[] e = new float[n];
        Matrix factor = new Matrix(minusZero, 0, 1, 1);
        kernels.gemm(factor, ones, new Matrix(c, n));
        kernels.gemm(factor, ones, new Matrix(minusZero, n), new Matrix(d, n));
        kernels.gemmTransposedA(factor, new Matrix(one, n), new Matrix(e, n), false);
        for (int j = 0; j < n; j++) {
          assertSameBits(0f, c[j], "gemm", n, j);
          assertSameBits(-0f, d[j], "gemmBias", n, j);
          assertSameBits(0f, e[j], "gemmTransposedA", n, j);
        }
      }
    }
  }

  /** One element against the chain, to the bit, and against an oracle that knows no order. */
  private static void check(
      Values values, String what, float start, float[] a, float[] b, float actual) {
    double exact = start;
    double magnitude = Math.abs(start);
    for (int k = 0; k < a.length; k++) {
      exact += (double) a[k] * b[k];
      magnitude += Math.abs((double) a[k] * b[k]);
    }
    if (values == Values.WHOLE) {
      assertSameBits((float) exact + 0f, actual + 0f, what);
    } else if (values == Values.NORMAL) {
      // k roundings of at most u each, Higham (2002), lemma 3.1; double's own are 2^-29 of that.
      double u = 0x1p-24;
      double bound = 1.0001 * a.length * u / (1 - a.length * u) * magnitude;
      double error = Math.abs(actual - exact);
      assertTrue(error <= bound, () -> "%s: off by %s of %s".formatted(what, error, bound));
    }
    if (values != Values.WHOLE) {
      assertSameBits(chain(start, a, b), actual, what);
    }
  }

  private static float chain(float start, float[] a, float[] b) {
    float sum = start;
    for (int k = 0; k < a.length; k++) {
      sum = Math.fma(a[k], b[k], sum);
    }
    return sum;
  }

  private static float[] row(Guarded matrix, int row) {
    float[] values = new float[matrix.columns];
    System.arraycopy(matrix.array, matrix.offset + row * matrix.ld, values, 0, matrix.columns);
    return values;
  }

  private static float[] column(Guarded matrix, int column) {
    float[] values = new float[matrix.rows];
    for (int r = 0; r < matrix.rows; r++) {
      values[r] = matrix.get(r, column);
    }
    return values;
  }
}
