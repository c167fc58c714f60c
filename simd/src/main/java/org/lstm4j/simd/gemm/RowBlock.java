package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Tuning;

/**
 * A block of A by rows, for {@link Tile}, copied together to rows that lie a constant apart. Owns
 * its memory: for one thread.
 */
final class RowBlock {
  /** Elements from one row of the copy to the next. */
  static final int STRIDE = Tuning.DEPTH + Tuning.PADDING;

  private final float[] copy = new float[(Tuning.BLOCK_ROWS + Tile.ROWS) * STRIDE];
  private final float[] edge = new float[Tile.ROWS * Panels.COLUMNS];
  private int rows;
  private int k;

  /** Room for a block. */
  RowBlock() {}

  /**
   * Takes k columns of A.
   *
   * @param newK columns, at most {@link Tuning#DEPTH}
   * @param a rows of A, at most {@link Tuning#BLOCK_ROWS}
   * @param from the first column
   */
  void take(int newK, Matrix a, int from) {
    rows = a.rows();
    k = newK;
    Blocks.copy(rows, k, a.values(), a.offset() + from, a.stride(), copy, 0, STRIDE);
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
      height = height(rows - row, width);
      float[] from = start.values();
      float[] to = c.values();
      int s = start.offset() + row * lds + at;
      int z = c.offset() + row * ldc + at;
      if (Blocks.isWhole(width) && row + height <= rows) {
        tile(height, width, row, b, panel, from, s, lds, to, z, ldc);
      } else {
        int present = Math.min(height, rows - row); // the rest is whatever the copy holds there
        int ld = Panels.COLUMNS;
        Blocks.copy(present, width, from, s, lds, edge, 0, ld);
        tile(height, width, row, b, panel, edge, 0, ld, edge, 0, ld);
        Blocks.copy(present, width, edge, 0, ld, to, z, ldc);
      }
    }
  }

  /** Narrow tiles come in one height. */
  private static int height(int rows, int width) {
    return width > Panels.COLUMNS / 2 ? Tile.height(rows) : Tile.ROWS;
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
    if (height == Tile.FEW_ROWS) {
      Tile.fourByFour(k, copy, row * STRIDE, b, panel, start, sOff, lds, c, cOff, ldc);
    } else if (width > Panels.COLUMNS / 2) {
      Tile.sixByFour(k, copy, row * STRIDE, b, panel, start, sOff, lds, c, cOff, ldc);
    } else {
      Tile.sixByTwo(k, copy, row * STRIDE, b, panel, start, sOff, lds, c, cOff, ldc);
    }
  }
}
