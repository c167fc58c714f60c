package org.lstm4j.simd.gemm;

/**
 * C ← C + A·B around the micro-kernels, after Goto and van de Geijn ("Anatomy of high-performance
 * matrix multiplication", 2008) and BLIS. Loops from the outside:
 *
 * <pre>
 * 1  k in blocks of 256 rows     a panel of B, 256 × 4 vectors, is 64 KiB at 512 bits: second-level cache
 * 2  m in blocks of 96 rows      the block of A stays beside it
 * 3  panels of B                 one panel meets all of the block of A
 * 4  tiles of 6 rows             the micro-kernel
 * </pre>
 *
 * <p>A block of k continues the chains that C holds, which is exact. A is read where it lies; only
 * the transposed product packs it, where it meets several panels. Edge tiles are computed in a
 * scratch tile and copied. Owns its packing memory: for one thread.
 */
public final class Gemm {
  /** Rows of a tile: who cuts C into parts cuts at multiples of it. */
  public static final int TILE_ROWS = Tile.ROWS;

  private static final int DEPTH = 256;
  private static final int BLOCK_ROWS = 96;

  /** Products of fewer rows go row by row. */
  private static final int FEWEST_TILE_ROWS = 3;

  /** Transposed products of fewer rows or columns go by whole rows or columns. */
  private static final int FEWEST_COMBINED = 3;

  /** Packing A pays when it meets this many panels. */
  private static final int PACKING_PANELS = 3;

  private final float[] blockOfA = new float[BLOCK_ROWS * DEPTH];
  private final float[] tile = new float[Tile.ROWS * Tile.COLUMNS];
  private float[] blockOfB = {};
  private float[] column = {};

  /** A product machine for one thread. */
  public Gemm() {}

  /**
   * C ← C + A·B with packed B.
   *
   * @param m rows of A and C
   * @param a holds A {@code [m × k]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b packed B {@code [k × n]}
   * @param c holds C {@code [m × n]}
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public void multiplyAdd(
      int m, float[] a, int aOff, int lda, Panels b, float[] c, int cOff, int ldc) {
    int k = b.rows();
    if (m < FEWEST_TILE_ROWS) {
      for (int r = 0; r < m; r++) {
        row(k, b.columns(), a, aOff + r * lda, b.values, c, cOff + r * ldc);
      }
      return;
    }
    for (int k0 = 0; k0 < k; k0 += DEPTH) {
      int depth = Math.min(DEPTH, k - k0);
      for (int m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, m - m0);
        int from = aOff + m0 * lda + k0;
        int to = cOff + m0 * ldc;
        block(
            rows,
            b.columns(),
            depth,
            a,
            from,
            lda,
            1,
            Tile.ROWS * lda,
            b.values,
            k0 * Tile.COLUMNS,
            k,
            c,
            to,
            ldc);
      }
    }
  }

  /**
   * C ← C + Aᵀ·B with neither packed.
   *
   * @param m columns of A, rows of C
   * @param n columns of B and C
   * @param k rows of A and B
   * @param a holds A {@code [k × m]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b holds B {@code [k × n]}
   * @param bOff offset of B
   * @param ldb leading dimension of B
   * @param c holds C {@code [m × n]}
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public void transposedMultiplyAdd(
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
    if (m < FEWEST_COMBINED) {
      for (int i = 0; i < m; i++) {
        RowKernels.combine(n, k, a, aOff + i, lda, b, bOff, ldb, c, cOff + i * ldc);
      }
    } else if (n < FEWEST_COMBINED) {
      for (int j = 0; j < n; j++) {
        combineColumn(m, k, a, aOff, lda, b, bOff + j, ldb, c, cOff + j, ldc);
      }
    } else {
      transposedBlocks(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
    }
  }

  private void transposedBlocks(
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
    int panels = (n + Tile.COLUMNS - 1) / Tile.COLUMNS;
    blockOfB = atLeast(blockOfB, Math.multiplyExact(panels * Tile.COLUMNS, Math.min(DEPTH, k)));
    for (int k0 = 0; k0 < k; k0 += DEPTH) {
      int depth = Math.min(DEPTH, k - k0);
      Panels.packRows(depth, n, b, bOff + k0 * ldb, ldb, blockOfB);
      for (int m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, m - m0);
        int from = aOff + k0 * lda + m0;
        int to = cOff + m0 * ldc;
        if (panels < PACKING_PANELS) {
          block(rows, n, depth, a, from, 1, lda, Tile.ROWS, blockOfB, 0, depth, c, to, ldc);
        } else {
          packColumns(rows, depth, a, from, lda);
          block(
              rows,
              n,
              depth,
              blockOfA,
              0,
              1,
              Tile.ROWS,
              Tile.ROWS * depth,
              blockOfB,
              0,
              depth,
              c,
              to,
              ldc);
        }
      }
    }
  }

  /**
   * One column of C, which is a combination of the rows of A: computed side by side, then spread.
   */
  private void combineColumn(
      int m,
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
    column = atLeast(column, m);
    for (int i = 0; i < m; i++) {
      column[i] = c[cOff + i * ldc];
    }
    RowKernels.combine(m, k, b, bOff, ldb, a, aOff, lda, column, 0);
    for (int i = 0; i < m; i++) {
      c[cOff + i * ldc] = column[i];
    }
  }

  /**
   * Loops 3 and 4. Element (r, p) of A stands at aOff + r·rowStride + p·stepStride within a tile,
   * and tiles follow each other at tileStride; a panel of B has panelRows rows.
   */
  private void block(
      int rows,
      int n,
      int depth,
      float[] a,
      int aOff,
      int rowStride,
      int stepStride,
      int tileStride,
      float[] b,
      int bOff,
      int panelRows,
      float[] c,
      int cOff,
      int ldc) {
    int panel = bOff;
    for (int at = 0; at < n; at += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, n - at);
      int from = aOff;
      for (int row = 0; row < rows; row += Tile.ROWS) {
        int height = Math.min(Tile.ROWS, rows - row);
        int to = cOff + row * ldc + at;
        if (width == Tile.COLUMNS && height == Tile.ROWS) {
          Tile.multiplyAdd(
              width, height, depth, a, from, rowStride, stepStride, b, panel, c, to, ldc);
        } else {
          copy(height, width, c, to, ldc, tile, 0, Tile.COLUMNS);
          Tile.multiplyAdd(
              width,
              height,
              depth,
              a,
              from,
              rowStride,
              stepStride,
              b,
              panel,
              tile,
              0,
              Tile.COLUMNS);
          copy(height, width, tile, 0, Tile.COLUMNS, c, to, ldc);
        }
        from += tileStride;
      }
      panel += panelRows * Tile.COLUMNS;
    }
  }

  private void row(int k, int n, float[] a, int aOff, float[] b, float[] c, int cOff) {
    int panel = 0;
    int step = k * Tile.COLUMNS;
    int at = 0;
    for (; at <= n - 2 * Tile.COLUMNS; at += 2 * Tile.COLUMNS) {
      RowKernels.byEight(k, a, aOff, b, panel, panel + step, c, cOff + at);
      panel += 2 * step;
    }
    for (; at < n; at += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, n - at);
      if (width == Tile.COLUMNS) {
        RowKernels.byFour(k, a, aOff, b, panel, c, cOff + at);
      } else {
        System.arraycopy(c, cOff + at, tile, 0, width);
        if (2 * width <= Tile.COLUMNS) {
          RowKernels.byTwo(k, a, aOff, b, panel, tile, 0);
        } else {
          RowKernels.byFour(k, a, aOff, b, panel, tile, 0);
        }
        System.arraycopy(tile, 0, c, cOff + at, width);
      }
      panel += step;
    }
  }

  /** Packs columns of A {@code [depth × rows]} into panels {@code [⌈rows/6⌉ × depth × 6]}. */
  private void packColumns(int rows, int depth, float[] a, int aOff, int lda) {
    for (int row = 0; row < rows; row += Tile.ROWS) {
      int to = row * depth;
      int from = aOff + row;
      int height = Math.min(Tile.ROWS, rows - row);
      for (int p = 0; p < depth; p++) {
        for (int r = 0; r < height; r++) {
          blockOfA[to + r] = a[from + r];
        }
        to += Tile.ROWS;
        from += lda;
      }
    }
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length < length ? new float[length] : array;
  }

  private static void copy(
      int rows,
      int columns,
      float[] from,
      int fromOff,
      int ldFrom,
      float[] to,
      int toOff,
      int ldTo) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, fromOff + r * ldFrom, to, toOff + r * ldTo, columns);
    }
  }
}
