package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.simd.Tuning;

/**
 * A block of A by columns, for {@link ColumnTile}: in each step of k the elements of all rows side
 * by side. Owns its memory: for one thread.
 *
 * <pre>
 * a[0][0] a[1][0] … a[95][0] ·  …
 * a[0][1] a[1][1] …
 * </pre>
 */
final class ColumnBlock {
  /** Most rows of A in a block. */
  static final int ROWS = Tuning.BLOCK_ROWS;

  /** Elements from one step of k to the next. */
  static final int STRIDE = ROWS + Tuning.PADDING;

  private final float[] values; // [k × STRIDE]
  private final float[] edge = new float[Tile.ROWS * Panels.COLUMNS];
  private int rows;
  private int k;

  /**
   * Room for a block.
   *
   * @param depth most steps of k
   */
  ColumnBlock(int depth) {
    values = new float[depth * STRIDE];
  }

  /** Takes the columns of k rows of A: rows of Aᵀ. */
  void copyColumns(int newRows, int newK, float[] a, int aOff, int lda) {
    rows = newRows;
    k = newK;
    Blocks.copy(k, rows, a, aOff, lda, values, 0, STRIDE);
  }

  /** Takes rows of A, each k long. */
  void transposeRows(int newRows, int newK, float[] a, int aOff, int lda) {
    rows = newRows;
    k = newK;
    for (int r = 0; r < rows; r++) {
      int from = aOff + r * lda;
      for (int p = 0; p < k; p++) {
        values[p * STRIDE + r] = a[from + p];
      }
    }
  }

  /**
   * C ← start + A·B for all rows of the block and one panel of B.
   *
   * @param width columns of the panel that count
   * @param b holds the panel, k rows from an offset on
   * @param panel its offset in bytes
   * @param start holds what the chains start from
   * @param sOff its offset
   * @param lds its leading dimension; 0 for one row that serves all
   * @param c receives the columns of C
   * @param cOff their offset
   * @param ldc their leading dimension
   */
  void multiply(
      int width,
      MemorySegment b,
      long panel,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int height;
    for (int row = 0; row < rows; row += height) {
      height = Tile.height(rows - row);
      int s = sOff + row * lds;
      int to = cOff + row * ldc;
      if (Blocks.isWhole(width) && row + height <= rows) {
        tile(height, width, row, b, panel, start, s, lds, c, to, ldc);
      } else {
        int present = Math.min(height, rows - row);
        int stride = Panels.COLUMNS;
        Blocks.copy(present, width, start, s, lds, edge, 0, stride);
        tile(height, width, row, b, panel, edge, 0, stride, edge, 0, stride);
        Blocks.copy(present, width, edge, 0, stride, c, to, ldc);
      }
    }
  }

  private void tile(
      int height,
      int width,
      int row,
      MemorySegment b,
      long panel,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    boolean wide = Tuning.MANY_REGISTERS && width > Panels.COLUMNS / 2;
    if (height < Tile.ROWS) {
      if (wide) {
        ColumnTile.fourByFour(k, values, row, b, panel, start, sOff, lds, c, cOff, ldc);
      } else {
        NarrowColumnTile.fourByTwo(k, values, row, b, panel, start, sOff, lds, c, cOff, ldc);
      }
    } else if (wide) {
      ColumnTile.sixByFour(k, values, row, b, panel, start, sOff, lds, c, cOff, ldc);
    } else if (Tuning.MANY_REGISTERS) {
      NarrowColumnTile.sixByTwo(k, values, row, b, panel, start, sOff, lds, c, cOff, ldc);
    } else {
      NarrowColumnTile.fiveByTwo(k, values, row, b, panel, start, sOff, lds, c, cOff, ldc);
    }
  }
}
