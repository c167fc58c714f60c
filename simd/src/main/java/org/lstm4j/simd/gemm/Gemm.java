package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.simd.Lanes;

/**
 * C ← start + A·B around the micro-kernels, after Goto and van de Geijn ("Anatomy of
 * high-performance matrix multiplication", 2008) and BLIS. Loops from the outside:
 *
 * <pre>
 * 1  m in blocks of 96 rows      the block of C stays in the second-level cache
 * 2  k in blocks of ≤ 384 rows   the block of A stays beside it; copied together where its rows lie far apart
 * 3  panels of B                 a panel of 384 rows, 96 KiB at 512 bits, meets all of the block of A
 * 4  tiles of 6 or 4 rows        the micro-kernel
 * </pre>
 *
 * <p>A block of k continues the chains that C holds, which is exact. Edge tiles are computed in a
 * scratch tile and copied. Owns its packing memory: for one thread.
 */
public final class Gemm {
  /** Who cuts C into parts cuts at multiples of this many rows, the lower of the two tiles. */
  public static final int PART_ROWS = Tile.FEW_ROWS;

  /** Who cuts C by columns cuts at multiples of this many. */
  public static final int PART_COLUMNS = Tile.COLUMNS;

  private static final int DEPTH = 384;
  private static final int BLOCK_ROWS = 96;

  /** Copied rows are this much longer, so that they do not all fall into the same cache sets. */
  private static final int PADDING = 16;

  /** Copying a block of A pays when it meets this many panels. */
  private static final int COPYING_PANELS = 3;

  /**
   * Elements of B, 32 KiB, up to which one row meets two panels at once: from the first-level cache
   * more chains are faster. From further away one stream is, and every other product runs through
   * the panels backwards, since those read last are still near.
   */
  private static final int NEAR = 8 * 1024;

  private final float[] blockOfA = new float[BLOCK_ROWS * (DEPTH + PADDING)];
  private final float[] edge = new float[Tile.ROWS * Tile.COLUMNS];
  private final float[] edgeOfA = new float[Tile.ROWS * DEPTH];
  private boolean backwards;

  /** A product machine for one thread. */
  public Gemm() {}

  /**
   * C ← start + A·B with packed B, or with some of its columns.
   *
   * @param m rows of A and C
   * @param n columns of C
   * @param a holds A {@code [m × k]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b packed B {@code [k × …]}
   * @param column the first column of B to take, a multiple of {@link #PART_COLUMNS}
   * @param start holds what the chains start from {@code [m × n]}; C itself, or other memory
   * @param sOff its offset
   * @param lds its leading dimension; 0 for one row that serves all
   * @param c holds C {@code [m × n]}
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public void multiply(
      int m,
      int n,
      float[] a,
      int aOff,
      int lda,
      Panels b,
      int column,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    long panel = column / Tile.COLUMNS * Panels.panelBytes(b.rows());
    if (m == 1) {
      row(b.rows(), n, a, aOff, b.values, panel, start, sOff, c, cOff);
      return;
    }
    for (int m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
      int rows = Math.min(BLOCK_ROWS, m - m0);
      int from = aOff + m0 * lda;
      int s = sOff + m0 * lds;
      int to = cOff + m0 * ldc;
      blockRow(rows, n, a, from, lda, b, panel, start, s, lds, c, to, ldc);
    }
  }

  /** Loops 2 and 3: a block of rows of C. */
  private void blockRow(
      int rows,
      int n,
      float[] a,
      int aOff,
      int lda,
      Panels b,
      long firstPanel,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int k = b.rows();
    int blocks = (k + DEPTH - 1) / DEPTH;
    int blockDepth = (k + blocks - 1) / blocks;
    boolean copies = lda > DEPTH && n >= COPYING_PANELS * Tile.COLUMNS;
    for (int k0 = 0; k0 < k; k0 += blockDepth) {
      int depth = Math.min(blockDepth, k - k0);
      float[] block = a;
      int blockOff = aOff + k0;
      int stride = lda;
      if (copies) {
        stride = DEPTH + PADDING;
        Blocks.copy(rows, depth, a, aOff + k0, lda, blockOfA, 0, stride);
        block = blockOfA;
        blockOff = 0;
      }
      boolean first = k0 == 0;
      long panel = firstPanel + k0 * Panels.ROW_BYTES;
      for (int at = 0; at < n; at += Tile.COLUMNS) {
        int width = Math.min(Tile.COLUMNS, n - at);
        column(
            rows,
            width,
            depth,
            block,
            blockOff,
            stride,
            b.values,
            panel,
            first ? start : c,
            first ? sOff + at : cOff + at,
            first ? lds : ldc,
            c,
            cOff + at,
            ldc);
        panel += Panels.panelBytes(k);
      }
    }
  }

  /** Loop 4 of the plain product: a block of A meets one panel of B. */
  private void column(
      int rows,
      int width,
      int depth,
      float[] a,
      int aOff,
      int lda,
      MemorySegment b,
      long panel,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int row = 0;
    while (row < rows) {
      int height = height(rows - row, width);
      int from = aOff + row * lda;
      int s = sOff + row * lds;
      int to = cOff + row * ldc;
      if (Blocks.isWhole(width) && row + height <= rows) {
        tile(height, width, depth, a, from, lda, b, panel, start, s, lds, c, to, ldc);
      } else {
        int present = Math.min(height, rows - row);
        int stride = Tile.COLUMNS;
        Blocks.copy(present, width, start, s, lds, edge, 0, stride);
        if (present < height) {
          Blocks.copy(present, depth, a, from, lda, edgeOfA, 0, depth);
          tile(height, width, depth, edgeOfA, 0, depth, b, panel, edge, 0, stride, edge, 0, stride);
        } else {
          tile(height, width, depth, a, from, lda, b, panel, edge, 0, stride, edge, 0, stride);
        }
        Blocks.copy(present, width, edge, 0, stride, c, to, ldc);
      }
      row += height;
    }
  }

  /** Rows of the next tile: sixes, ended by one or two fours where that leaves fewer rows idle. */
  private static int height(int rows, int width) {
    boolean wide = Lanes.MANY_REGISTERS && width > Tile.COLUMNS / 2;
    boolean four = rows <= Tile.FEW_ROWS || rows == 7 || rows == 8;
    return wide && four ? Tile.FEW_ROWS : Tile.ROWS;
  }

  private static void tile(
      int height,
      int width,
      int depth,
      float[] a,
      int aOff,
      int lda,
      MemorySegment b,
      long panel,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int half = Tile.COLUMNS / 2;
    if (height == Tile.FEW_ROWS) {
      Tile.fourByFour(depth, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    } else if (Lanes.MANY_REGISTERS && width > half) {
      Tile.sixByFour(depth, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    } else {
      Tile.sixByTwo(depth, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
      if (width > half) {
        long right = panel + Panels.ROW_BYTES / 2;
        int s = sOff + half;
        Tile.sixByTwo(depth, a, aOff, lda, b, right, start, s, lds, c, cOff + half, ldc);
      }
    }
  }

  /** One row of A. */
  private void row(
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
    long step = Panels.panelBytes(k);
    if ((long) k * n > NEAR) {
      int panels = (n + Tile.COLUMNS - 1) / Tile.COLUMNS;
      for (int i = 0; i < panels; i++) {
        int panel = backwards ? panels - 1 - i : i;
        int at = panel * Tile.COLUMNS;
        rowPanel(k, n - at, a, aOff, b, firstPanel + panel * step, start, sOff + at, c, cOff + at);
      }
      backwards = !backwards;
      return;
    }
    long panel = firstPanel;
    int at = 0;
    for (; at <= n - 2 * Tile.COLUMNS; at += 2 * Tile.COLUMNS) {
      RowKernels.byEight(k, a, aOff, b, panel, panel + step, start, sOff + at, c, cOff + at);
      panel += 2 * step;
    }
    for (; at < n; at += Tile.COLUMNS) {
      rowPanel(k, n - at, a, aOff, b, panel, start, sOff + at, c, cOff + at);
      panel += step;
    }
  }

  private void rowPanel(
      int k,
      int width,
      float[] a,
      int aOff,
      MemorySegment b,
      long panel,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    int half = Tile.COLUMNS / 2;
    if (width >= Tile.COLUMNS) {
      RowKernels.byFour(k, a, aOff, b, panel, start, sOff, c, cOff);
    } else if (width == half) {
      RowKernels.byTwo(k, a, aOff, b, panel, start, sOff, c, cOff);
    } else {
      System.arraycopy(start, sOff, edge, 0, width);
      if (width < half) {
        RowKernels.byTwo(k, a, aOff, b, panel, edge, 0, edge, 0);
      } else {
        RowKernels.byFour(k, a, aOff, b, panel, edge, 0, edge, 0);
      }
      System.arraycopy(edge, 0, c, cOff, width);
    }
  }
}
