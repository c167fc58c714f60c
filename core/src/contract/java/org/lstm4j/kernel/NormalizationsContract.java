package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lstm4j.kernel.Guarded.assertSameBits;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lstm4j.random.SeededRandom;

/** Rows of mean 0 and variance 1, and scales and shifts of columns. */
@SuppressWarnings("exports") // of JUnit's annotations: tests are not part of the module
public interface NormalizationsContract extends BackendContract {
  /** Unit roundoff of float. */
  double U = 0x1p-24;

  /** Columns, past a block of the sums too. */
  List<Integer> COLUMNS = List.of(1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 65, 1023, 1025, 2100);

  /** The reference's bits. */
  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void normalizationsLikeTheReference(Values values) {
    SeededRandom random = new SeededRandom(951);
    try (Kernels kernels = provider().create(1);
        Kernels reference = BackendContract.reference().create(1)) {
      for (int n : COLUMNS) {
        int rows = 3;
        Guarded x = Guarded.matrix(rows, n, random).fill(values, random);
        Guarded before = x.copy();
        Guarded y = Guarded.matrix(rows, n, random);
        Guarded scales = Guarded.matrix(rows, 1, random);
        Guarded expectedY = y.copy();
        Guarded expectedScales = scales.copy();
        reference.standardize(x.view(), 1e-5, expectedY.view(), expectedScales.view());
        kernels.standardize(x.view(), 1e-5, y.view(), scales.view());
        String what = "standardised %s, columns %d".formatted(values, n);
        x.assertUntouched(what, before);
        y.assertGuards(what);
        scales.assertGuards(what);
        assertSameBits(expectedY.values(), y.values(), what);
        assertSameBits(expectedScales.values(), scales.values(), what);
        kernels.standardize(x.view(), 1e-5, x.view(), scales.view());
        assertSameBits(expectedY.values(), x.values(), what + ", in place");

        Guarded dy = Guarded.matrix(rows, n, random).fill(values, random);
        Guarded dx = Guarded.matrix(rows, n, random);
        Guarded expectedDx = dx.copy();
        reference.standardizeBackward(y.view(), scales.view(), dy.view(), expectedDx.view());
        kernels.standardizeBackward(y.view(), scales.view(), dy.view(), dx.view());
        dx.assertGuards(what);
        assertSameBits(expectedDx.values(), dx.values(), what + ", backwards");
        kernels.standardizeBackward(y.view(), scales.view(), dy.view(), dy.view());
        assertSameBits(expectedDx.values(), dy.values(), what + ", backwards in place");
      }
    }
  }

  /**
   * Against double precision. With X the greatest magnitude: the mean is off by 39 roundings of X
   * (32 of a lane, 5 of the tree, one to float, one of the division), a difference by one more of
   * 2X, and as much goes into the scale by the deviation's.
   */
  @Test
  default void standardizeInDouble() {
    SeededRandom random = new SeededRandom(952);
    try (Kernels kernels = provider().create(1)) {
      for (int n : COLUMNS) {
        float[] x = new float[n];
        double greatest = 0;
        for (int j = 0; j < n; j++) {
          x[j] = (float) (3 + 2 * random.nextNormal());
          greatest = Math.max(greatest, Math.abs(x[j]));
        }
        float[] y = new float[n];
        float[] scale = new float[1];
        kernels.standardize(new Matrix(x, n), 1e-3, new Matrix(y, n), new Matrix(scale, 1));
        double mean = 0;
        for (float value : x) {
          mean += (double) value / n;
        }
        double variance = 1e-3;
        for (float value : x) {
          variance += (value - mean) * (value - mean) / n;
        }
        double exact = 1 / Math.sqrt(variance);
        double off = 41 * U * greatest * exact;
        assertEquals(exact, scale[0], exact * (off + 40 * U), "scale of " + n);
        for (int j = 0; j < n; j++) {
          double expected = (x[j] - mean) * exact;
          double allowed = off + Math.abs(expected) * (off + 42 * U);
          assertEquals(expected, y[j], allowed, "element " + j + " of " + n);
        }
      }
    }
  }

  /** What the way back says, against finite differences of the formula in double. */
  @Test
  default void standardizeBackwardInDouble() {
    SeededRandom random = new SeededRandom(953);
    int n = 13;
    float[] x = new float[n];
    float[] dy = new float[n];
    for (int j = 0; j < n; j++) {
      x[j] = (float) random.nextNormal();
      dy[j] = (float) random.nextNormal();
    }
    float[] y = new float[n];
    float[] scale = new float[1];
    float[] dx = new float[n];
    try (Kernels kernels = provider().create(1)) {
      kernels.standardize(new Matrix(x, n), 0.1, new Matrix(y, n), new Matrix(scale, 1));
      kernels.standardizeBackward(
          new Matrix(y, n), new Matrix(scale, 1), new Matrix(dy, n), new Matrix(dx, n));
    }
    double step = 0x1p-15;
    for (int j = 0; j < n; j++) {
      double[] up = new double[n];
      double[] down = new double[n];
      for (int i = 0; i < n; i++) {
        up[i] = x[i] + (i == j ? step : 0);
        down[i] = x[i] - (i == j ? step : 0);
      }
      double expected = (weighted(up, dy) - weighted(down, dy)) / (2 * step);
      // A third derivative of some tens times step² / 6, and some fifty roundings.
      assertEquals(expected, dx[j], 100 * step * step + 50 * U * 4, "element " + j);
    }
  }

  private static double weighted(double[] x, float[] dy) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0.1;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += dy[j] * (x[j] - mean) / Math.sqrt(variance);
    }
    return sum;
  }

  /** Equal numbers have no deviation, and stay finite for ε. */
  @Test
  default void equalNumbersBecomeZero() {
    try (Kernels kernels = provider().create(1)) {
      for (int n : List.of(1, 2, 4, 16, 32, 64)) { // sums of 3 are exact
        float[] x = new float[n];
        java.util.Arrays.fill(x, 3f);
        float[] scale = new float[1];
        kernels.standardize(new Matrix(x, n), 0.25, new Matrix(x, n), new Matrix(scale, 1));
        for (float value : x) {
          assertSameBits(0f, value, "n " + n);
        }
        assertSameBits(2f, scale[0], "n " + n);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "TINY", "SPECIAL", "BITS"})
  default void scalesAndShiftsOfColumns(Values values) {
    SeededRandom random = new SeededRandom(954);
    try (Kernels kernels = provider().create(1)) {
      for (int n : COLUMNS) {
        int rows = 3;
        Guarded x = Guarded.matrix(rows, n, random).fill(values, random);
        Guarded scales = Guarded.matrix(1, n, random).fill(values, random);
        Guarded shifts = Guarded.matrix(1, n, random).fill(values, random);
        Guarded y = Guarded.matrix(rows, n, random);
        Guarded z = Guarded.matrix(rows, n, random);
        Guarded sums = shifts.copy();
        kernels.affine(x.view(), scales.view(), shifts.view(), y.view());
        kernels.scaleColumns(x.view(), scales.view(), z.view());
        kernels.columnProducts(x.view(), y.view(), sums.view(), true);
        Guarded fresh = Guarded.matrix(1, n, random);
        kernels.columnProducts(x.view(), y.view(), fresh.view(), false);
        for (Guarded written : List.of(y, z, sums, fresh)) {
          written.assertGuards("columns of %s, %d".formatted(values, n));
        }
        for (int j = 0; j < n; j++) {
          float sum = shifts.get(0, j);
          float first = 0f;
          for (int r = 0; r < rows; r++) {
            float value = Math.fma(x.get(r, j), scales.get(0, j), shifts.get(0, j));
            assertSameBits(value, y.get(r, j), "affine of " + values, n, r, j);
            assertSameBits(x.get(r, j) * scales.get(0, j), z.get(r, j), "scaled", n, r, j);
            sum = Math.fma(x.get(r, j), value, sum);
            first = Math.fma(x.get(r, j), value, first);
          }
          assertSameBits(sum, sums.get(0, j), "sums that go on", n, j);
          assertSameBits(first, fresh.get(0, j), "sums", n, j);
        }
      }
    }
  }

  /** Sizes that do not go together are refused. */
  @Test
  default void normalizationsCheckSizes() {
    Matrix rows = new Matrix(new float[6], 3);
    Matrix three = new Matrix(new float[3], 3);
    Matrix two = new Matrix(new float[2], 1);
    try (Kernels kernels = provider().create(1)) {
      for (Runnable use :
          List.<Runnable>of(
              () -> kernels.standardize(rows, 1, rows, three),
              () -> kernels.standardize(rows, 1, three, two),
              () -> kernels.standardizeBackward(rows, two, three, rows),
              () -> kernels.standardizeBackward(rows, two, rows, three),
              () -> kernels.affine(rows, rows, three, rows),
              () -> kernels.affine(rows, three, two, rows),
              () -> kernels.scaleColumns(rows, two, rows),
              () -> kernels.columnProducts(rows, three, three, false))) {
        boolean refused = false;
        try {
          use.run();
        } catch (IllegalArgumentException e) {
          refused = true;
        }
        assertTrue(refused);
      }
    }
  }
}
