package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.Matrix;

/**
 * Matrix products of the reference. All run along rows of C, k outside, so that every element of C
 * is one chain over ascending k.
 */
final class ScalarProducts {
  private ScalarProducts() {}

  /** C ← start + A·B; a start of one row serves all. */
  static void multiply(Matrix a, ScalarPackedMatrix b, Matrix start, Matrix c) {
    if (start != c) {
      for (int r = 0; r < c.rows(); r++) {
        int from = start.offset(start.rows() == 1 ? 0 : r);
        System.arraycopy(start.values(), from, c.values(), c.offset(r), c.columns());
      }
    }
    multiplyAdd(a, b, c);
  }

  /** C ← C + A·B, row by row. */
  static void multiplyAdd(Matrix a, ScalarPackedMatrix b, Matrix c) {
    for (int r = 0; r < c.rows(); r++) {
      rowTimesMatrix(a.values(), a.offset(r), b, c.values(), c.offset(r));
    }
  }

  /** c ← c + a·B for one row. */
  static void rowTimesMatrix(float[] a, int aOff, ScalarPackedMatrix b, float[] c, int cOff) {
    int n = b.columns();
    for (int k = 0; k < b.rows(); k++) {
      addScaledRow(n, a[aOff + k], b.values, k * n, c, cOff);
    }
  }

  /** C ← C + Aᵀ·B. */
  static void transposedTimes(Matrix a, Matrix b, Matrix c) {
    for (int r = 0; r < a.rows(); r++) {
      for (int i = 0; i < c.rows(); i++) {
        float factor = a.values()[a.offset(r) + i];
        addScaledRow(c.columns(), factor, b.values(), b.offset(r), c.values(), c.offset(i));
      }
    }
  }

  /** The sums get every row of A added. */
  static void addRows(Matrix a, Matrix sums) {
    for (int r = 0; r < a.rows(); r++) {
      addRow(a.columns(), a.values(), a.offset(r), sums.values(), sums.offset());
    }
  }

  /** See {@link org.lstm4j.kernel.Kernels#gatherRows}. */
  static void gatherRows(int[] indices, int from, ScalarPackedMatrix b, Matrix start, Matrix c) {
    int n = b.columns();
    for (int r = 0; r < c.rows(); r++) {
      System.arraycopy(start.values(), start.offset(), c.values(), c.offset(r), n);
      addRow(n, b.values, indices[from + r] * n, c.values(), c.offset(r));
    }
  }

  /** Columns of C get the rows of A added. */
  static void scatterColumns(Matrix a, int[] indices, int from, Matrix c) {
    for (int r = 0; r < a.rows(); r++) {
      int row = a.offset(r);
      int column = c.offset() + indices[from + r];
      for (int i = 0; i < a.columns(); i++) {
        c.values()[column + i * c.stride()] += a.values()[row + i];
      }
    }
  }

  private static void addRow(int n, float[] a, int aOff, float[] c, int cOff) {
    for (int j = 0; j < n; j++) {
      c[cOff + j] += a[aOff + j];
    }
  }

  private static void addScaledRow(int n, float factor, float[] b, int bOff, float[] c, int cOff) {
    for (int j = 0; j < n; j++) {
      c[cOff + j] = Fma.fma(factor, b[bOff + j], c[cOff + j]);
    }
  }
}
