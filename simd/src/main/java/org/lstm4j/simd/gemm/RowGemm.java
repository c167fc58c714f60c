package org.lstm4j.simd.gemm;

import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.Tuning;

/**
 * c ← start + a·B for one row. B is read once, so what counts is where it comes from: out of the
 * first-level cache eight chains side by side are fastest. From further away every other product
 * runs through the columns backwards, since what was read last is still near. For one thread.
 */
final class RowGemm {
  private static final int L = Lanes.COUNT;

  private final float[] edge = new float[4 * L];
  private boolean backwards;

  /**
   * One row of C.
   *
   * @param n columns of C
   * @param a holds the row of A
   * @param aOff its offset
   * @param b packed B
   * @param column the first column of B to take, a multiple of {@link Panels#COLUMNS}
   * @param start holds what the chains start from
   * @param sOff its offset
   * @param c receives the row of C
   * @param cOff its offset
   */
  void multiply(
      int n,
      float[] a,
      int aOff,
      Panels b,
      int column,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    long elements = (long) b.rows() * n;
    boolean near = (b.isBfloat16 ? elements / 2 : elements) <= Tuning.NEAR_ROW;
    int columns = near ? 8 * L : Tuning.FAR_ROW_VECTORS * L;
    int groups = (n + columns - 1) / columns;
    for (int i = 0; i < groups; i++) {
      int at = columns * (backwards ? groups - 1 - i : i);
      int width = Math.min(columns, n - at);
      group(width, a, aOff, b, column + at, start, sOff + at, c, cOff + at);
    }
    backwards = !near && !backwards;
  }

  /** Up to eight vectors. */
  private void group(
      int width,
      float[] a,
      int aOff,
      Panels b,
      int column,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    if (width == 8 * L) {
      byEight(a, aOff, b, column, start, sOff, c, cOff);
      return;
    }
    int at = 0;
    if (width >= 4 * L) {
      byFour(a, aOff, b, column, start, sOff, c, cOff);
      at = 4 * L;
    }
    int rest = width - at;
    if (rest == 0) {
      return;
    }
    if (rest == 2 * L) {
      byTwo(a, aOff, b, column + at, start, sOff + at, c, cOff + at);
      return;
    }
    System.arraycopy(start, sOff + at, edge, 0, rest);
    if (rest < 2 * L) {
      byTwo(a, aOff, b, column + at, edge, 0, edge, 0);
    } else {
      byFour(a, aOff, b, column + at, edge, 0, edge, 0);
    }
    System.arraycopy(edge, 0, c, cOff + at, rest);
  }

  private static void byEight(
      float[] a, int aOff, Panels b, int column, float[] start, int sOff, float[] c, int cOff) {
    long at = b.offset(0, column);
    if (b.isBfloat16) {
      Bfloat16RowKernels.byEight(b.rows(), a, aOff, b.values, at, start, sOff, c, cOff);
    } else {
      RowKernels.byEight(b.rows(), a, aOff, b.values, at, start, sOff, c, cOff);
    }
  }

  private static void byFour(
      float[] a, int aOff, Panels b, int column, float[] start, int sOff, float[] c, int cOff) {
    long at = b.offset(0, column);
    if (b.isBfloat16) {
      Bfloat16RowKernels.byFour(b.rows(), a, aOff, b.values, at, start, sOff, c, cOff);
    } else {
      RowKernels.byFour(b.rows(), a, aOff, b.values, at, start, sOff, c, cOff);
    }
  }

  private static void byTwo(
      float[] a, int aOff, Panels b, int column, float[] start, int sOff, float[] c, int cOff) {
    long at = b.offset(0, column);
    if (b.isBfloat16) {
      Bfloat16RowKernels.byTwo(b.rows(), a, aOff, b.values, at, start, sOff, c, cOff);
    } else {
      RowKernels.byTwo(b.rows(), a, aOff, b.values, at, start, sOff, c, cOff);
    }
  }
}
