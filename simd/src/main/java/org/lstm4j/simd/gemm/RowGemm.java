package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
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
   * @param k rows of B
   * @param n columns of C
   * @param a holds the row of A
   * @param aOff its offset
   * @param b holds the panels of B
   * @param firstPanel where the first of them begins
   * @param start holds what the chains start from
   * @param sOff its offset
   * @param c receives the row of C
   * @param cOff its offset
   */
  void multiply(
      int k,
      int n,
      float[] a,
      int aOff,
      MemorySegment b,
      long firstPanel,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    boolean near = (long) k * n <= Tuning.NEAR_ROW;
    int columns = near ? 8 * L : Tuning.FAR_ROW_VECTORS * L;
    int groups = (n + columns - 1) / columns;
    for (int i = 0; i < groups; i++) {
      int at = columns * (backwards ? groups - 1 - i : i);
      int width = Math.min(columns, n - at);
      long panel = firstPanel + at / Panels.COLUMNS * Panels.panelBytes(k);
      group(k, width, a, aOff, b, panel, start, sOff + at, c, cOff + at);
    }
    backwards = !near && !backwards;
  }

  /** Up to eight vectors. */
  private void group(
      int k,
      int width,
      float[] a,
      int aOff,
      MemorySegment b,
      long firstPanel,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    if (width == 8 * L) {
      RowKernels.byEight(k, a, aOff, b, firstPanel, start, sOff, c, cOff);
      return;
    }
    int at = 0;
    if (width >= 4 * L) {
      RowKernels.byFour(k, a, aOff, b, firstPanel, start, sOff, c, cOff);
      at = 4 * L;
    }
    int rest = width - at;
    if (rest == 0) {
      return;
    }
    long panel = firstPanel + at / Panels.COLUMNS * Panels.panelBytes(k);
    if (rest == 2 * L) {
      RowKernels.byTwo(k, a, aOff, b, panel, start, sOff + at, c, cOff + at);
      return;
    }
    System.arraycopy(start, sOff + at, edge, 0, rest);
    if (rest < 2 * L) {
      RowKernels.byTwo(k, a, aOff, b, panel, edge, 0, edge, 0);
    } else {
      RowKernels.byFour(k, a, aOff, b, panel, edge, 0, edge, 0);
    }
    System.arraycopy(edge, 0, c, cOff + at, rest);
  }
}
