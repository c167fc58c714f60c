package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.kernel.Matrix;
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

  /** Takes k rows of A from one on: columns of Aᵀ. */
  void copyColumns(int newK, Matrix a, int from) {
    rows = a.columns();
    k = newK;
    Blocks.copy(k, rows, a.values(), a.offset(from), a.stride(), values, 0, STRIDE);
  }

  /** Takes k columns of A from one on, and turns them. */
  void transposeRows(int newK, Matrix a, int from) {
    rows = a.rows();
    k = newK;
    float[] source = a.values();
    for (int r = 0; r < rows; r++) {
      int row = a.offset(r) + from;
      for (int p = 0; p < k; p++) {
        values[p * STRIDE + r] = source[row + p];
      }
    }
  }

  /**
   * C ← start + A·B for all rows of the block and one panel of B.
   *
   * @param width columns of the panel that count
   * @param at the first column of C
   * @param b holds the panel, k rows from an offset on
   * @param panel its offset in bytes
   * @param start what the chains start from; one row serves all
   * @param c receives the columns of C
   */
  void multiply(int width, int at, MemorySegment b, long panel, Matrix start, Matrix c) {
    int lds = Blocks.startStride(start, c);
    int ldc = c.stride();
    int height;
    for (int row = 0; row < rows; row += height) {
      height = Tile.height(rows - row);
      float[] from = start.values();
      float[] to = c.values();
      int s = start.offset() + row * lds + at;
      int z = c.offset() + row * ldc + at;
      if (Blocks.isWhole(width) && row + height <= rows) {
        tile(height, width, row, b, panel, from, s, lds, to, z, ldc);
      } else {
        int present = Math.min(height, rows - row);
        int stride = Panels.COLUMNS;
        Blocks.copy(present, width, from, s, lds, edge, 0, stride);
        tile(height, width, row, b, panel, edge, 0, stride, edge, 0, stride);
        Blocks.copy(present, width, edge, 0, stride, to, z, ldc);
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
