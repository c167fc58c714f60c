package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.kernel.support.SumShape;
import org.lstm4j.random.SeededRandom;

/** Sums over elements, in the one shape that the contract fixes, and the search for non-finites. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface ReductionsContract extends BackendContract {

  /** Around lanes and blocks. */
  List<Integer> LENGTHS =
      List.of(
          0, 1, 2, 5, 16, 31, 32, 33, 63, 64, 65, 100, 1023, 1024, 1025, 1055, 1056, 2047, 2048,
          2049, 5000);

  /**
   * The sum of squares in the contract's shape, written from its words: element j of a block goes
   * to lane j mod 32; lane l takes up lane l + 16, then l + 8, 4, 2, 1; blocks are added in double.
   */
  static double sumOfSquares(float[] x) {
    double total = 0;
    for (int block = 0; block * 1024 < x.length; block++) {
      float[] lane = new float[32];
      for (int l = 0; l < 32; l++) {
        for (int j = block * 1024 + l; j < Math.min((block + 1) * 1024, x.length); j += 32) {
          lane[l] = Math.fma(x[j], x[j], lane[l]);
        }
      }
      total += tree(lane, 0, 1);
    }
    return total;
  }

  /** The sum of lanes {@code first, first + stride, …} by the recursion that folding amounts to. */
  static float tree(float[] lane, int first, int stride) {
    if (stride == lane.length) {
      return lane[first];
    }
    return tree(lane, first, 2 * stride) + tree(lane, first + stride, 2 * stride);
  }

  @Test
  default void sumsHaveTheirDocumentedConstants() {
    assertEquals(32, SumShape.LANES);
    assertEquals(1024, SumShape.BLOCK);
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void squaredNorm(Values values) {
    SeededRandom random = new SeededRandom(301);
    try (Kernels kernels = provider().create(1)) {
      for (int n : LENGTHS) {
        Guarded x = Guarded.dense(1, n, random).fill(values, random);
        double actual = kernels.squaredNorm(n, x.array, x.offset);
        checkSum(values, "squaredNorm of " + values + ", n " + n, x.values(), actual);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHOLE", "NORMAL", "TINY", "SPECIAL"})
  default void squaredError(Values values) {
    SeededRandom random = new SeededRandom(302);
    try (Kernels kernels = provider().create(1)) {
      for (int n : LENGTHS) {
        Guarded y = Guarded.dense(1, n, random).fill(values, random);
        Guarded target = Guarded.dense(1, n, random).fill(values, random);
        Guarded dy = Guarded.dense(1, n, random);
        float scale = (float) random.nextNormal();
        double actual = kernels.squaredError(y.view(), target.view(), scale, dy.view());
        String what = "squaredError of " + values + ", n " + n;
        dy.assertGuards(what);
        float[] differences = new float[n];
        for (int i = 0; i < n; i++) {
          differences[i] = y.get(0, i) - target.get(0, i);
          assertSameBits(differences[i] * scale, dy.get(0, i), what, i);
        }
        checkSum(values, what, differences, actual);
      }
    }
  }

  private static void checkSum(Values values, String what, float[] x, double actual) {
    assertSameBits(sumOfSquares(x), actual, what);
    double exact = 0;
    for (float value : x) {
      exact += (double) value * value;
    }
    if (values == Values.WHOLE) {
      assertSameBits(exact, actual, what);
    } else if (values == Values.NORMAL) {
      // A term takes part in at most 32 fused steps of its lane and 5 additions of the tree.
      double bound = 37 * 0x1p-24 / (1 - 37 * 0x1p-24) * exact;
      double error = Math.abs(actual - exact);
      assertTrue(error <= bound, () -> "%s: off by %s of %s".formatted(what, error, bound));
    }
  }

  /** A block that overflows float is infinite, though a double would hold it. */
  @Test
  default void blocksAreSummedInFloat() {
    try (Kernels kernels = provider().create(1)) {
      float[] x = new float[2 * 1024];
      x[0] = 0x1p64f;
      assertSameBits(Double.POSITIVE_INFINITY, kernels.squaredNorm(x.length, x, 0), "2^128");
      x[0] = 0x1.fffffep63f;
      x[1024] = 0x1.fffffep63f;
      // Each square rounds to 2^128 − 2^105 + …, below float's limit; their sum is above it.
      double square = (float) ((double) x[0] * x[0]);
      assertSameBits(2 * square, kernels.squaredNorm(x.length, x, 0), "two blocks");
    }
  }

  @Test
  default void indexOfNonFinite() {
    float[] culprits = {
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.intBitsToFloat(0xff80_0001),
      Float.intBitsToFloat(0x7fff_ffff)
    };
    SeededRandom random = new SeededRandom(303);
    try (Kernels kernels = provider().create(1)) {
      for (int n : LENGTHS) {
        Guarded x = Guarded.dense(1, n, random).fill(Values.NORMAL, random);
        assertEquals(-1, kernels.indexOfNonFinite(n, x.array, x.offset), "n " + n);
        for (int i = n; i > Math.max(0, n - 200); i--) {
          int culprit = x.offset + i - 1;
          x.array[culprit] = culprits[random.nextInt(culprits.length)];
          assertEquals(
              culprit,
              kernels.indexOfNonFinite(n, x.array, x.offset),
              "the first of %d of %d, offset %d".formatted(n - i + 1, n, x.offset));
        }
      }
      float[] extremes = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f, 0f};
      assertEquals(-1, kernels.indexOfNonFinite(extremes.length, extremes, 0));
    }
  }

  /** Long enough to be shared: the first one counts, whichever thread finds it. */
  @Test
  default void indexOfNonFiniteOnThreads() {
    int n = 300_000;
    int offset = 7;
    float[] x = new float[offset + n];
    try (Kernels kernels = provider().create(3)) {
      assertEquals(-1, kernels.indexOfNonFinite(n, x, offset));
      for (int culprit : new int[] {n - 1, 204_800, 204_799, n / 2, 102_400, 102_399, 1, 0}) {
        x[offset + culprit] = Float.NaN;
        assertEquals(offset + culprit, kernels.indexOfNonFinite(n, x, offset));
      }
    }
  }
}
