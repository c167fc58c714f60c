package org.lstm4j.simd.gemm;

import org.lstm4j.kernel.Matrix;
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
   * @param a the row of A
   * @param b packed B
   * @param column the first column of B to take, a multiple of {@link Panels#COLUMNS}
   * @param start what the chains start from
   * @param c receives the row of C, whose columns say how many to take
   */
  void multiply(Matrix a, Panels b, int column, Matrix start, Matrix c) {
    int n = c.columns();
    long elements = (long) b.rows() * n;
    boolean near = (b.isBfloat16 ? elements / 2 : elements) <= Tuning.NEAR_ROW;
    int columns = near ? 8 * L : Tuning.FAR_ROW_VECTORS * L;
    int groups = (n + columns - 1) / columns;
    for (int i = 0; i < groups; i++) {
      int at = columns * (backwards ? groups - 1 - i : i);
      group(Math.min(columns, n - at), at, a, b, column + at, start, c);
    }
    backwards = !near && !backwards;
  }

  /** Up to eight vectors, from a column of C on. */
  private void group(int width, int at, Matrix a, Panels b, int column, Matrix start, Matrix c) {
    int s = start.offset() + at;
    int to = c.offset() + at;
    if (width == 8 * L) {
      byEight(a, b, column, start.values(), s, c.values(), to);
      return;
    }
    int done = 0;
    if (width >= 4 * L) {
      byFour(a, b, column, start.values(), s, c.values(), to);
      done = 4 * L;
    }
    int rest = width - done;
    if (rest == 0) {
      return;
    }
    if (rest == 2 * L) {
      byTwo(a, b, column + done, start.values(), s + done, c.values(), to + done);
      return;
    }
    System.arraycopy(start.values(), s + done, edge, 0, rest);
    if (rest < 2 * L) {
      byTwo(a, b, column + done, edge, 0, edge, 0);
    } else {
      byFour(a, b, column + done, edge, 0, edge, 0);
    }
    System.arraycopy(edge, 0, c.values(), to + done, rest);
  }

  private static void byEight(
      Matrix a, Panels b, int column, float[] start, int sOff, float[] c, int cOff) {
    long at = b.offset(0, column);
    int k = b.rows();
    if (b.isBfloat16) {
      Bfloat16RowKernels.byEight(k, a.values(), a.offset(), b.values, at, start, sOff, c, cOff);
    } else {
      RowKernels.byEight(k, a.values(), a.offset(), b.values, at, start, sOff, c, cOff);
    }
  }

  private static void byFour(
      Matrix a, Panels b, int column, float[] start, int sOff, float[] c, int cOff) {
    long at = b.offset(0, column);
    int k = b.rows();
    if (b.isBfloat16) {
      Bfloat16RowKernels.byFour(k, a.values(), a.offset(), b.values, at, start, sOff, c, cOff);
    } else {
      RowKernels.byFour(k, a.values(), a.offset(), b.values, at, start, sOff, c, cOff);
    }
  }

  private static void byTwo(
      Matrix a, Panels b, int column, float[] start, int sOff, float[] c, int cOff) {
    long at = b.offset(0, column);
    int k = b.rows();
    if (b.isBfloat16) {
      Bfloat16RowKernels.byTwo(k, a.values(), a.offset(), b.values, at, start, sOff, c, cOff);
    } else {
      RowKernels.byTwo(k, a.values(), a.offset(), b.values, at, start, sOff, c, cOff);
    }
  }
}
