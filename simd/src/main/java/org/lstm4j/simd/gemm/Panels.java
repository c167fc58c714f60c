package org.lstm4j.simd.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.simd.Lanes;

/**
 * A right operand B {@code [k × n]} in column panels of {@link Tile#COLUMNS} = C: panel after
 * panel, in each row after row, the last panel padded with zeros.
 *
 * <pre>
 * panel 0                        panel 1
 * b[0][0…C−1]                    b[0][C…2C−1]
 * b[1][0…C−1]                    …
 * </pre>
 *
 * <p>Panels lie outside the heap, aligned to 64 bytes: a vector of an array crosses a cache line
 * wherever the collector happened to put the array, and a product of one row is as fast as its
 * loads. The memory is freed when the panels are no longer reachable.
 */
public final class Panels implements PackedMatrix {
  /** Bytes of one row of a panel. */
  static final long ROW_BYTES = 4L * Lanes.BYTES;

  private static final int ALIGNMENT = 64;

  /** A transposition goes through a tile of this many rows of a panel. */
  private static final int TILE = 64;

  private final int rows;
  private final int columns;
  private final float[] tile = new float[TILE * Tile.COLUMNS];

  /** Panels {@code [⌈n/C⌉ × k × C]}. */
  final MemorySegment values;

  /**
   * Room for a matrix, zero at first.
   *
   * @param rows k
   * @param columns n
   */
  public Panels(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.values = allocate(rows, columns);
  }

  /** Room for the panels of a matrix. */
  static MemorySegment allocate(int rows, int columns) {
    int panels = (columns + Tile.COLUMNS - 1) / Tile.COLUMNS;
    return Arena.ofAuto().allocate(panels * ROW_BYTES * rows, ALIGNMENT);
  }

  /** Bytes of one panel of a number of rows. */
  static long panelBytes(int rows) {
    return ROW_BYTES * rows;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public void pack(float[] b, int bOff, int ldb) {
    Objects.checkFromIndexSize(bOff, (rows - 1) * ldb + columns, b.length);
    packRows(rows, columns, b, bOff, ldb, values);
  }

  /** Packs a matrix of any size into memory that is large enough; padding is left as it is. */
  static void packRows(int rows, int columns, float[] b, int bOff, int ldb, MemorySegment values) {
    long to = 0;
    for (int column = 0; column < columns; column += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, columns - column);
      for (int k = 0; k < rows; k++) {
        MemorySegment.copy(b, bOff + k * ldb + column, values, JAVA_FLOAT, to, width);
        to += ROW_BYTES;
      }
    }
  }

  @Override
  public void packTransposed(float[] bt, int btOff, int ldbt) {
    Objects.checkFromIndexSize(btOff, (columns - 1) * ldbt + rows, bt.length);
    for (int column = 0; column < columns; column += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, columns - column);
      for (int k = 0; k < rows; k += TILE) {
        int height = Math.min(TILE, rows - k);
        transpose(width, height, bt, btOff + column * ldbt + k, ldbt);
        long to = Float.BYTES * index(k, column);
        MemorySegment.copy(tile, 0, values, JAVA_FLOAT, to, height * Tile.COLUMNS);
      }
    }
  }

  private void transpose(int width, int height, float[] bt, int from, int ldbt) {
    if (width < Tile.COLUMNS) {
      Arrays.fill(tile, 0f);
    }
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < height; k++) {
        tile[k * Tile.COLUMNS + j] = bt[from + j * ldbt + k];
      }
    }
  }

  /** The place of an element, counted in floats. */
  long index(int k, int column) {
    long panel = column / Tile.COLUMNS;
    return (panel * rows + k) * Tile.COLUMNS + column % Tile.COLUMNS;
  }
}
