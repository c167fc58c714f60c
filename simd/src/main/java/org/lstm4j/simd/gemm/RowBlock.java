package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Tuning;

/**
 * A block of A by rows, for {@link Tile}: where it lies, or copied together where its rows are long
 * and serve some panels. Owns its memory: for one thread.
 */
final class RowBlock {
  private static final int DEPTH = Tuning.DEPTH;
  private static final int STRIDE = DEPTH + Tuning.PADDING;

  private final float[] copy = new float[Tuning.BLOCK_ROWS * STRIDE];
  private final float[] edge = new float[Tile.ROWS * Panels.COLUMNS];
  private final float[] edgeOfA = new float[Tile.ROWS * DEPTH];

  private float[] values;
  private int offset;
  private int stride;
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
   * @param columns columns of C that the block will meet
   */
  void take(int newK, Matrix a, int from, int columns) {
    rows = a.rows();
    k = newK;
    values = a.values();
    offset = a.offset() + from;
    stride = a.stride();
    if (stride > DEPTH && columns >= Tuning.COPYING_PANELS * Panels.COLUMNS) {
      Blocks.copy(rows, k, values, offset, stride, copy, 0, STRIDE);
      values = copy;
      offset = 0;
      stride = STRIDE;
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
      height = height(rows - row, width);
      float[] from = start.values();
      float[] to = c.values();
      int rowOfA = offset + row * stride;
      int s = start.offset() + row * lds + at;
      int z = c.offset() + row * ldc + at;
      if (Blocks.isWhole(width) && row + height <= rows) {
        tile(height, width, values, rowOfA, stride, b, panel, from, s, lds, to, z, ldc);
      } else {
        edge(height, width, row, b, panel, from, s, lds, to, z, ldc);
      }
    }
  }

  /** A tile that reaches beyond C: computed in a scratch tile, with rows of A that are there. */
  private void edge(
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
    int present = Math.min(height, rows - row);
    int ld = Panels.COLUMNS;
    int rowOfA = offset + row * stride;
    Blocks.copy(present, width, start, sOff, lds, edge, 0, ld);
    if (present < height) {
      Blocks.copy(present, k, values, rowOfA, stride, edgeOfA, 0, k);
      tile(height, width, edgeOfA, 0, k, b, panel, edge, 0, ld, edge, 0, ld);
    } else {
      tile(height, width, values, rowOfA, stride, b, panel, edge, 0, ld, edge, 0, ld);
    }
    Blocks.copy(present, width, edge, 0, ld, c, cOff, ldc);
  }

  /** Narrow tiles come in one height. */
  private static int height(int rows, int width) {
    return width > Panels.COLUMNS / 2 ? Tile.height(rows) : Tile.ROWS;
  }

  private void tile(
      int height,
      int width,
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
      Tile.fourByFour(k, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    } else if (width > Panels.COLUMNS / 2) {
      Tile.sixByFour(k, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    } else {
      Tile.sixByTwo(k, a, aOff, lda, b, panel, start, sOff, lds, c, cOff, ldc);
    }
  }
}
