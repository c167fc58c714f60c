package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.Tuning;

/**
 * A block of A by columns, for {@link ColumnTile} and {@link NarrowColumnTile}: in each step of k
 * the elements of a tile's rows side by side. Owns its memory: for one thread.
 *
 * <p>With 32 registers all rows of the block lie side by side:
 *
 * <pre>
 * a[0][0] a[1][0] … a[95][0] ·  …
 * a[0][1] a[1][1] …
 * </pre>
 *
 * <p>With 16 each tile has a sliver of its own, as BLIS packs A, in which the steps of k lie eight
 * elements apart. The rest of the eight is not read.
 *
 * <pre>
 * a[0][0] … a[4][0] · · ·   a[0][1] … a[4][1] · · ·   …
 * a[5][0] … a[9][0] · · ·   a[5][1] … a[9][1] · · ·   …
 * </pre>
 */
final class ColumnBlock {
  /** Most rows of A in a block. */
  static final int ROWS = Tuning.BLOCK_ROWS;

  /** Elements from one step of k to the next. */
  static final int STRIDE = Tuning.MANY_REGISTERS ? ROWS + Tuning.PADDING : 8;

  private static final VectorSpecies<Float> PIECE =
      Lanes.COUNT < 8 ? Lanes.SPECIES : FloatVector.SPECIES_256;

  private final float[] values; // [k × STRIDE], or so many for each sliver
  private final float[] edge = new float[Tile.ROWS * Panels.COLUMNS];
  private int rows;
  private int k;

  /**
   * Room for a block.
   *
   * @param depth most steps of k
   */
  ColumnBlock(int depth) {
    int slivers = Tuning.MANY_REGISTERS ? 1 : ROWS / Tile.FEW_ROWS;
    values = new float[slivers * depth * STRIDE];
  }

  /** Takes k rows of A from one on: columns of Aᵀ. */
  void copyColumns(int newK, Matrix a, int from) {
    rows = a.columns();
    k = newK;
    if (Tuning.MANY_REGISTERS) {
      Blocks.copy(k, rows, a.values(), a.offset(from), a.stride(), values, 0, STRIDE);
      return;
    }
    int height;
    int at = 0;
    for (int row = 0; row < rows; row += height) {
      height = Tile.height(rows - row);
      copySliver(row, a, from, at);
      at += toNextTile(height);
    }
  }

  /**
   * Eight columns of A from one on, as a sliver. What lies beyond the tile's rows is not read;
   * where the array ends within the eight, A does too.
   */
  private void copySliver(int column, Matrix a, int from, int at) {
    float[] source = a.values();
    int ld = a.stride();
    int first = a.offset(from) + column;
    int whole = k;
    while (whole > 0 && first + (whole - 1) * ld + STRIDE > source.length) {
      whole--;
      System.arraycopy(source, first + whole * ld, values, at + whole * STRIDE, rows - column);
    }
    for (int p = 0; p < whole; p++) {
      for (int j = 0; j < STRIDE; j += PIECE.length()) {
        FloatVector.fromArray(PIECE, source, first + p * ld + j)
            .intoArray(values, at + p * STRIDE + j);
      }
    }
  }

  /** Takes k columns of A from one on, and turns them into slivers. */
  void transposeRows(int newK, Matrix a, int from) {
    rows = a.rows();
    k = newK;
    float[] source = a.values();
    int height;
    int at = 0;
    for (int row = 0; row < rows; row += height) {
      height = Tile.height(rows - row);
      for (int r = 0; r < Math.min(height, rows - row); r++) {
        int first = a.offset(row + r) + from;
        for (int p = 0; p < k; p++) {
          values[at + p * STRIDE + r] = source[first + p];
        }
      }
      at += toNextTile(height);
    }
  }

  /** Elements from the first column of a tile's rows to that of the next tile's. */
  private int toNextTile(int height) {
    return Tuning.MANY_REGISTERS ? height : k * STRIDE;
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
    int column = 0;
    for (int row = 0; row < rows; row += height) {
      height = Tile.height(rows - row);
      float[] from = start.values();
      float[] to = c.values();
      int s = start.offset() + row * lds + at;
      int z = c.offset() + row * ldc + at;
      if (Blocks.isWhole(width) && row + height <= rows) {
        tile(height, width, column, b, panel, from, s, lds, to, z, ldc);
      } else {
        int present = Math.min(height, rows - row);
        int stride = Panels.COLUMNS;
        Blocks.copy(present, width, from, s, lds, edge, 0, stride);
        tile(height, width, column, b, panel, edge, 0, stride, edge, 0, stride);
        Blocks.copy(present, width, edge, 0, stride, to, z, ldc);
      }
      column += toNextTile(height);
    }
  }

  private void tile(
      int height,
      int width,
      int column,
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
        ColumnTile.fourByFour(k, values, column, b, panel, start, sOff, lds, c, cOff, ldc);
      } else {
        NarrowColumnTile.fourByTwo(k, values, column, b, panel, start, sOff, lds, c, cOff, ldc);
      }
    } else if (wide) {
      ColumnTile.sixByFour(k, values, column, b, panel, start, sOff, lds, c, cOff, ldc);
    } else if (Tuning.MANY_REGISTERS) {
      NarrowColumnTile.sixByTwo(k, values, column, b, panel, start, sOff, lds, c, cOff, ldc);
    } else {
      NarrowColumnTile.fiveByTwo(k, values, column, b, panel, start, sOff, lds, c, cOff, ldc);
    }
  }
}
