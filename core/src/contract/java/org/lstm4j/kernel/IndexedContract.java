package org.lstm4j.kernel;

import static org.lstm4j.kernel.Guarded.assertSameBits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** Sums over rows, and the products with one-hot rows that are not made. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface IndexedContract extends BackendContract {

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void columnSums(Values values) {
    SeededRandom random = new SeededRandom(201);
    try (Kernels kernels = provider().create(1)) {
      for (int columns : Values.SIZES) {
        for (int rows : new int[] {0, 1, 2, 7, 33, 65}) {
          checkColumnSums(kernels, rows, columns, values, random);
        }
      }
    }
  }

  /** Sums that are worth sharing. */
  @Test
  default void columnSumsOnThreads() {
    SeededRandom random = new SeededRandom(203);
    try (Kernels kernels = provider().create(3)) {
      for (int columns : new int[] {1, 31, 130, 515}) {
        checkColumnSums(kernels, 250_000 / columns + 100, columns, Values.NORMAL, random);
      }
    }
  }

  private static void checkColumnSums(
      Kernels kernels, int rows, int columns, Values values, SeededRandom random) {
    Guarded a = Guarded.matrix(rows, columns, random).fill(values, random);
    boolean accumulate = random.nextInt(2) == 0;
    Guarded out = Guarded.dense(1, columns, random).fill(accumulate ? values : Values.NAN, random);
    Guarded start = out.copy();
    kernels.columnSums(a.view(), out.view(), accumulate);
    String what =
        "columnSums of %s, %d × %d, accumulate %s".formatted(values, rows, columns, accumulate);
    out.assertGuards(what);
    for (int j = 0; j < columns; j++) {
      float sum = accumulate ? start.get(0, j) : 0f;
      for (int r = 0; r < rows; r++) {
        sum += a.get(r, j);
      }
      assertSameBits(sum, out.get(0, j), what, j);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void gatherRows(Values values) {
    SeededRandom random = new SeededRandom(202);
    try (Kernels kernels = provider().create(1)) {
      for (int n : Values.SIZES) {
        for (int rows : new int[] {0, 1, 3, 17}) {
          int k = Values.size(random);
          int indicesOff = random.nextInt(4);
          int[] indices = indices(indicesOff + rows, k, random);
          Guarded b = Guarded.matrix(k, n, random).fill(values, random);
          Guarded bias = Guarded.dense(1, n, random).fill(values, random);
          Guarded c = Guarded.matrix(rows, n, random);
          PackedMatrix packed = ProductsContract.pack(kernels, b, random);
          kernels.gatherRows(indices, indicesOff, packed, bias.view(), c.view());
          String what = "gatherRows of %s, rows %d, n %d, k %d".formatted(values, rows, n, k);
          c.assertGuards(what);
          for (int r = 0; r < rows; r++) {
            for (int j = 0; j < n; j++) {
              float expected = bias.get(0, j) + b.get(indices[indicesOff + r], j);
              assertSameBits(expected, c.get(r, j), what, r, j);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void scatterColumns(Values values) {
    SeededRandom random = new SeededRandom(203);
    try (Kernels kernels = provider().create(1)) {
      for (int m : Values.SIZES) {
        for (int rows : new int[] {0, 1, 3, 40}) {
          int n = Values.size(random);
          int indicesOff = random.nextInt(4);
          int[] indices = indices(indicesOff + rows, n, random);
          Guarded a = Guarded.matrix(rows, m, random).fill(values, random);
          boolean accumulate = random.nextInt(2) == 0;
          Guarded c = Guarded.matrix(m, n, random).fill(accumulate ? values : Values.NAN, random);
          Guarded start = c.copy();
          kernels.scatterColumns(a.view(), indices, indicesOff, c.view(), accumulate);
          String what = "scatterColumns of %s, m %d, n %d, rows %d".formatted(values, m, n, rows);
          c.assertGuards(what);
          for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
              float sum = accumulate ? start.get(i, j) : 0f;
              for (int r = 0; r < rows; r++) {
                if (indices[indicesOff + r] == j) {
                  sum += a.get(r, i);
                }
              }
              assertSameBits(sum, c.get(i, j), what, i, j);
            }
          }
        }
      }
    }
  }

  /** For finite numbers the shortcuts give the bits of the products that they stand for. */
  @Test
  default void sameAsTheProductsWithOneHotRows() {
    SeededRandom random = new SeededRandom(204);
    try (Kernels kernels = provider().create(1)) {
      for (int n : Values.SIZES) {
        int rows = 9;
        int k = Values.size(random);
        int[] indices = indices(rows, k, random);
        Guarded hot = Guarded.matrix(rows, k, random);
        for (int r = 0; r < rows; r++) {
          for (int j = 0; j < k; j++) {
            hot.set(r, j, indices[r] == j ? 1f : 0f);
          }
        }
        Guarded b = Guarded.matrix(k, n, random).fill(Values.NORMAL, random);
        Guarded bias = Guarded.dense(1, n, random).fill(Values.NORMAL, random);
        PackedMatrix packed = ProductsContract.pack(kernels, b, random);
        Guarded gathered = Guarded.matrix(rows, n, random);
        Guarded product = gathered.copy();
        kernels.gatherRows(indices, 0, packed, bias.view(), gathered.view());
        kernels.gemm(hot.view(), packed, bias.view(), product.view());
        assertSameBits(product.values(), gathered.values(), "gather, n %d, k %d".formatted(n, k));

        Guarded scattered = Guarded.dense(n, k, random);
        Guarded weights = scattered.copy();
        kernels.scatterColumns(gathered.view(), indices, 0, scattered.view(), false);
        kernels.gemmTransposedA(gathered.view(), hot.view(), weights.view(), false);
        assertSameBits(weights.values(), scattered.values(), "scatter, m %d, n %d".formatted(n, k));
      }
    }
  }

  private static int[] indices(int length, int bound, SeededRandom random) {
    int[] indices = new int[length];
    for (int i = 0; i < length; i++) {
      indices[i] = random.nextInt(bound);
    }
    return indices;
  }
}
