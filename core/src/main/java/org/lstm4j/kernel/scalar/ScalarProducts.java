package org.lstm4j.kernel.scalar;

import java.util.Arrays;

/**
 * Matrix products of the reference. All run along rows of C, k outside, so that every element of C
 * is one chain over ascending k.
 */
final class ScalarProducts {
  private ScalarProducts() {}

  /** C ← C + A·B, row by row. */
  static void multiplyAdd(
      int m, float[] a, int aOff, int lda, ScalarPackedMatrix b, float[] c, int cOff, int ldc) {
    for (int r = 0; r < m; r++) {
      rowTimesMatrix(a, aOff + r * lda, b, c, cOff + r * ldc);
    }
  }

  /** c ← c + a·B for one row. */
  static void rowTimesMatrix(float[] a, int aOff, ScalarPackedMatrix b, float[] c, int cOff) {
    int n = b.columns();
    for (int k = 0; k < b.rows(); k++) {
      addScaledRow(n, a[aOff + k], b.values, k * n, c, cOff);
    }
  }

  /** C ← Aᵀ·B. */
  static void transposedTimes(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc) {
    fillRows(m, n, c, cOff, ldc);
    for (int r = 0; r < k; r++) {
      for (int i = 0; i < m; i++) {
        addScaledRow(n, a[aOff + r * lda + i], b, bOff + r * ldb, c, cOff + i * ldc);
      }
    }
  }

  /** C ← +0. */
  static void fillRows(int m, int n, float[] c, int cOff, int ldc) {
    for (int r = 0; r < m; r++) {
      Arrays.fill(c, cOff + r * ldc, cOff + r * ldc + n, 0f);
    }
  }

  /** Every row of C ← bias. */
  static void copyToRows(int m, int n, float[] bias, int biasOff, float[] c, int cOff, int ldc) {
    for (int r = 0; r < m; r++) {
      System.arraycopy(bias, biasOff, c, cOff + r * ldc, n);
    }
  }

  static void columnSums(
      int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff) {
    Arrays.fill(out, outOff, outOff + columns, 0f);
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        out[outOff + j] += a[aOff + r * lda + j];
      }
    }
  }

  static void gatherRows(
      int rows,
      int[] indices,
      int indicesOff,
      ScalarPackedMatrix b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc) {
    int n = b.columns();
    for (int r = 0; r < rows; r++) {
      int row = indices[indicesOff + r] * n;
      for (int j = 0; j < n; j++) {
        c[cOff + r * ldc + j] = bias[biasOff + j] + b.values[row + j];
      }
    }
  }

  static void scatterColumns(
      int m,
      int n,
      int rows,
      float[] a,
      int aOff,
      int lda,
      int[] indices,
      int indicesOff,
      float[] c,
      int cOff) {
    Arrays.fill(c, cOff, cOff + m * n, 0f);
    for (int r = 0; r < rows; r++) {
      int column = indices[indicesOff + r];
      for (int i = 0; i < m; i++) {
        c[cOff + i * n + column] += a[aOff + r * lda + i];
      }
    }
  }

  private static void addScaledRow(int n, float factor, float[] b, int bOff, float[] c, int cOff) {
    for (int j = 0; j < n; j++) {
      c[cOff + j] = Fma.fma(factor, b[bOff + j], c[cOff + j]);
    }
  }
}
