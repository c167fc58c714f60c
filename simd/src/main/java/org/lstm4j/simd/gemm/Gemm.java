package org.lstm4j.simd.gemm;

import java.util.Arrays;

/**
 * C ← C + A·B in cache blocks around the micro-kernels, after Goto and van de Geijn ("Anatomy of
 * high-performance matrix multiplication", 2008) and BLIS. Loops from the outside:
 *
 * <pre>
 * 1  k in blocks of 256 rows     a panel of B, 256 × 4 vectors, is 64 KiB at 512 bits: second-level cache
 * 2  m in blocks of 96 rows      the packed block of A, 96 KiB, stays beside it
 * 3  panels of B                 one panel meets all of the block of A
 * 4  tiles of 6 rows             the micro-kernel
 * </pre>
 *
 * <p>A block of k continues the chains that C holds, which is exact. Edge tiles are computed in a
 * scratch tile and copied. Owns its packing memory: for one thread.
 */
public final class Gemm {
  private static final int DEPTH = 256;
  private static final int BLOCK_ROWS = 96;

  private final float[] blockOfA = new float[BLOCK_ROWS * DEPTH];
  private final float[] tile = new float[Tile.ROWS * Tile.COLUMNS];
  private float[] blockOfB = {};

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
    if (m < Tile.ROWS / 2) {
      for (int r = 0; r < m; r++) {
        row(k, b.columns(), a, aOff + r * lda, b.values, c, cOff + r * ldc);
      }
      return;
    }
    for (int k0 = 0; k0 < k; k0 += DEPTH) {
      int depth = Math.min(DEPTH, k - k0);
      for (int m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, m - m0);
        packRows(rows, depth, a, aOff + m0 * lda + k0, lda);
        int bOff = k0 * Tile.COLUMNS;
        block(rows, b.columns(), depth, b.values, bOff, k, c, cOff + m0 * ldc, ldc);
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
    int panels = (n + Tile.COLUMNS - 1) / Tile.COLUMNS;
    int needed = Math.multiplyExact(panels * Tile.COLUMNS, Math.min(DEPTH, k));
    if (blockOfB.length < needed) {
      blockOfB = new float[needed];
    }
    for (int k0 = 0; k0 < k; k0 += DEPTH) {
      int depth = Math.min(DEPTH, k - k0);
      Panels.packRows(depth, n, b, bOff + k0 * ldb, ldb, blockOfB);
      for (int m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, m - m0);
        packColumns(rows, depth, a, aOff + k0 * lda + m0, lda);
        block(rows, n, depth, blockOfB, 0, depth, c, cOff + m0 * ldc, ldc);
      }
    }
  }

  /** Loops 3 and 4 over the packed block of A; a panel of B has {@code panelRows} rows. */
  private void block(
      int rows,
      int n,
      int depth,
      float[] b,
      int bOff,
      int panelRows,
      float[] c,
      int cOff,
      int ldc) {
    int panel = bOff;
    for (int column = 0; column < n; column += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, n - column);
      for (int row = 0; row < rows; row += Tile.ROWS) {
        int height = Math.min(Tile.ROWS, rows - row);
        int to = cOff + row * ldc + column;
        if (width == Tile.COLUMNS && height == Tile.ROWS) {
          Tile.multiplyAdd(depth, blockOfA, row * depth, b, panel, c, to, ldc);
        } else {
          copy(height, width, c, to, ldc, tile, 0, Tile.COLUMNS);
          Tile.multiplyAdd(depth, blockOfA, row * depth, b, panel, tile, 0, Tile.COLUMNS);
          copy(height, width, tile, 0, Tile.COLUMNS, c, to, ldc);
        }
      }
      panel += panelRows * Tile.COLUMNS;
    }
  }

  private void row(int k, int n, float[] a, int aOff, float[] b, float[] c, int cOff) {
    int panel = 0;
    for (int column = 0; column < n; column += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, n - column);
      if (width == Tile.COLUMNS) {
        Tile.rowMultiplyAdd(k, a, aOff, b, panel, c, cOff + column);
      } else {
        System.arraycopy(c, cOff + column, tile, 0, width);
        Tile.rowMultiplyAdd(k, a, aOff, b, panel, tile, 0);
        System.arraycopy(tile, 0, c, cOff + column, width);
      }
      panel += k * Tile.COLUMNS;
    }
  }

  /** Packs rows of A {@code [rows × depth]} into panels {@code [⌈rows/6⌉ × depth × 6]}. */
  private void packRows(int rows, int depth, float[] a, int aOff, int lda) {
    for (int row = 0; row < rows; row += Tile.ROWS) {
      int height = Math.min(Tile.ROWS, rows - row);
      int to = row * depth;
      if (height < Tile.ROWS) {
        Arrays.fill(blockOfA, to, to + Tile.ROWS * depth, 0f);
      }
      for (int r = 0; r < height; r++) {
        int from = aOff + (row + r) * lda;
        for (int p = 0; p < depth; p++) {
          blockOfA[to + p * Tile.ROWS + r] = a[from + p];
        }
      }
    }
  }

  /** Packs columns of A {@code [depth × rows]} into the same panels. */
  private void packColumns(int rows, int depth, float[] a, int aOff, int lda) {
    for (int row = 0; row < rows; row += Tile.ROWS) {
      int height = Math.min(Tile.ROWS, rows - row);
      int to = row * depth;
      if (height < Tile.ROWS) {
        Arrays.fill(blockOfA, to, to + Tile.ROWS * depth, 0f);
      }
      for (int p = 0; p < depth; p++) {
        System.arraycopy(a, aOff + p * lda + row, blockOfA, to + p * Tile.ROWS, height);
      }
    }
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
