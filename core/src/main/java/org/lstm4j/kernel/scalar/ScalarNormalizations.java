package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.Matrix;

/** Rows of mean 0 and variance 1, and scales and shifts of columns. Owns scratch. */
final class ScalarNormalizations {
  private final ScalarSums sums = new ScalarSums();

  void standardize(Matrix x, double epsilon, Matrix y, Matrix scales) {
    int n = x.columns();
    for (int r = 0; r < x.rows(); r++) {
      int from = x.offset(r);
      int to = y.offset(r);
      float mean = sums.sum(n, x.values(), from) / n;
      for (int j = 0; j < n; j++) {
        y.values()[to + j] = x.values()[from + j] - mean;
      }
      double variance = sums.squares(n, y.values(), to) / n + epsilon;
      float scale = (float) (1 / Math.sqrt(variance));
      for (int j = 0; j < n; j++) {
        y.values()[to + j] *= scale;
      }
      scales.values()[scales.offset(r)] = scale;
    }
  }

  void standardizeBackward(Matrix y, Matrix scales, Matrix dy, Matrix dx) {
    int n = y.columns();
    for (int r = 0; r < y.rows(); r++) {
      int values = y.offset(r);
      int from = dy.offset(r);
      int to = dx.offset(r);
      float mean = sums.sum(n, dy.values(), from) / n;
      float share = sums.dot(n, dy.values(), from, y.values(), values) / n;
      float scale = scales.values()[scales.offset(r)];
      for (int j = 0; j < n; j++) {
        float rest = dy.values()[from + j] - mean;
        dx.values()[to + j] = scale * Fma.fma(-y.values()[values + j], share, rest);
      }
    }
  }

  static void affine(Matrix x, Matrix scales, Matrix shifts, Matrix y) {
    for (int r = 0; r < x.rows(); r++) {
      for (int j = 0; j < x.columns(); j++) {
        float scale = scales.values()[scales.offset() + j];
        float shift = shifts.values()[shifts.offset() + j];
        y.values()[y.offset(r) + j] = Fma.fma(x.values()[x.offset(r) + j], scale, shift);
      }
    }
  }

  static void scaleColumns(Matrix x, Matrix scales, Matrix y) {
    for (int r = 0; r < x.rows(); r++) {
      for (int j = 0; j < x.columns(); j++) {
        float scale = scales.values()[scales.offset() + j];
        y.values()[y.offset(r) + j] = x.values()[x.offset(r) + j] * scale;
      }
    }
  }

  static void columnProducts(Matrix a, Matrix b, Matrix sums) {
    for (int r = 0; r < a.rows(); r++) {
      for (int j = 0; j < a.columns(); j++) {
        int at = sums.offset() + j;
        sums.values()[at] =
            Fma.fma(a.values()[a.offset(r) + j], b.values()[b.offset(r) + j], sums.values()[at]);
      }
    }
  }
}
