package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.simd.Tuning;

/**
 * C ← start + A·B around the micro-kernels, after Goto and van de Geijn ("Anatomy of
 * high-performance matrix multiplication", 2008) and BLIS. Loops from the outside:
 *
 * <pre>
 * 1  m in blocks of rows     the block of C stays in the second-level cache
 * 2  k in blocks             the block of A stays beside it
 * 3  panels of B             a panel meets all of the block of A
 * 4  tiles of 6 or 4 rows    the micro-kernel
 * </pre>
 *
 * <p>With 32 registers tiles read A where it lies; it is copied together where its rows are long
 * and serve some panels. With 16 it is transposed into a block of columns. A block of k continues
 * the chains that C holds, which is exact. Panels of bfloat16 are made floats, block by block of k.
 * Edge tiles are computed in a scratch tile and copied. {@link Tuning} has the sizes. Owns its
 * packing memory: for one thread.
 */
public final class Gemm {
  /** Who cuts C into parts cuts at multiples of this many rows, the lower of the two tiles. */
  public static final int PART_ROWS = Tile.FEW_ROWS;

  /** Who cuts C by columns cuts at multiples of this many. */
  public static final int PART_COLUMNS = Panels.COLUMNS;

  private static final int DEPTH = Tuning.DEPTH;
  private static final int UNPACKED_DEPTH = Tuning.UNPACKED_DEPTH;
  private static final int BLOCK_ROWS = Tuning.BLOCK_ROWS;
  private static final int ROW = DEPTH + Tuning.PADDING;

  private final RowGemm oneRow = new RowGemm();
  private final ColumnBlock columns; // null with 32 registers
  private final float[] blockOfA; // null with 16 registers
  private final float[] edge = new float[Tile.ROWS * Panels.COLUMNS];
  private final float[] edgeOfA = new float[Tile.ROWS * DEPTH];

  private MemorySegment unpacked = MemorySegment.NULL; // until there is bfloat16

  /** A product machine for one thread. */
  public Gemm() {
    columns = Tuning.MANY_REGISTERS ? null : new ColumnBlock(DEPTH);
    blockOfA = Tuning.MANY_REGISTERS ? new float[BLOCK_ROWS * ROW] : null;
  }

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
    if (m == 1) {
      oneRow.multiply(n, a, aOff, b, column, start, sOff, c, cOff);
      return;
    }
    for (int m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
      int rows = Math.min(BLOCK_ROWS, m - m0);
      int from = aOff + m0 * lda;
      int s = sOff + m0 * lds;
      int to = cOff + m0 * ldc;
      blockRow(rows, n, a, from, lda, b, column, start, s, lds, c, to, ldc);
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
      int firstColumn,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int k = b.rows();
    int deepest = b.isBfloat16 ? UNPACKED_DEPTH : DEPTH;
    int blocks = (k + deepest - 1) / deepest;
    int blockDepth = (k + blocks - 1) / blocks;
    boolean copies =
        Tuning.MANY_REGISTERS && lda > DEPTH && n >= Tuning.COPYING_PANELS * Panels.COLUMNS;
    for (int k0 = 0; k0 < k; k0 += blockDepth) {
      int depth = Math.min(blockDepth, k - k0);
      float[] block = a;
      int blockOff = aOff + k0;
      int stride = lda;
      if (columns != null) {
        columns.transposeRows(rows, depth, a, blockOff, lda);
      } else if (copies) {
        stride = ROW;
        Blocks.copy(rows, depth, a, blockOff, lda, blockOfA, 0, stride);
        block = blockOfA;
        blockOff = 0;
      }
      boolean first = k0 == 0;
      float[] from = first ? start : c;
      int ldFrom = first ? lds : ldc;
      for (int at = 0; at < n; at += Panels.COLUMNS) {
        int width = Math.min(Panels.COLUMNS, n - at);
        int s = first ? sOff + at : cOff + at;
        int to = cOff + at;
        MemorySegment floats = b.values;
        long panel = b.offset(k0, firstColumn + at);
        if (b.isBfloat16) {
          floats = unpack(b, panel, depth);
          panel = 0;
        }
        if (columns != null) {
          columns.multiply(width, floats, panel, from, s, ldFrom, c, to, ldc);
        } else {
          column(
              rows, width, depth, block, blockOff, stride, floats, panel, from, s, ldFrom, c, to,
              ldc);
        }
      }
    }
  }

  /** Rows of a panel of bfloat16 as floats. */
  private MemorySegment unpack(Panels b, long from, int depth) {
    if (unpacked.byteSize() == 0) {
      unpacked = Panels.allocate(UNPACKED_DEPTH, Panels.COLUMNS);
    }
    Bfloat16.unpack(depth * Tuning.PANEL_VECTORS / 2, b.values, from, unpacked);
    return unpacked;
  }

  /** Loop 4 with 32 registers: a block of A meets one panel of B. */
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
        int stride = Panels.COLUMNS;
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

  /** Narrow tiles come in one height. */
  private static int height(int rows, int width) {
    return width > Panels.COLUMNS / 2 ? Tile.height(rows) : Tile.ROWS;
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
    if (height == Tile.FEW_ROWS) {
      Tile.fourByFour(depth, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    } else if (width > Panels.COLUMNS / 2) {
      Tile.sixByFour(depth, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    } else {
      Tile.sixByTwo(depth, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    }
  }
}
