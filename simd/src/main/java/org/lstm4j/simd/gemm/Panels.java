package org.lstm4j.simd.gemm;

import java.util.Objects;
import org.lstm4j.kernel.PackedMatrix;

/**
 * A right operand B {@code [k × n]} in column panels of {@link Tile#COLUMNS}: panel after panel, in
 * each row after row, the last panel padded with zeros.
 *
 * <pre>
 * panel 0                        panel 1
 * b[0][0…C−1]                    b[0][C…2C−1]
 * b[1][0…C−1]                    …
 * </pre>
 */
public final class Panels implements PackedMatrix {
  private final int rows;
  private final int columns;

  /** Panels {@code [⌈n/C⌉ × k × C]}. */
  final float[] values;

  /**
   * Room for a matrix, zero at first.
   *
   * @param rows k
   * @param columns n
   */
  public Panels(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    int panels = (columns + Tile.COLUMNS - 1) / Tile.COLUMNS;
    this.values = new float[Math.multiplyExact(Math.multiplyExact(panels, Tile.COLUMNS), rows)];
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

  /** Packs a matrix of any size into an array that is large enough; padding is left as it is. */
  static void packRows(int rows, int columns, float[] b, int bOff, int ldb, float[] values) {
    int to = 0;
    for (int column = 0; column < columns; column += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, columns - column);
      for (int k = 0; k < rows; k++) {
        System.arraycopy(b, bOff + k * ldb + column, values, to, width);
        to += Tile.COLUMNS;
      }
    }
  }

  @Override
  public void packTransposed(float[] bt, int btOff, int ldbt) {
    Objects.checkFromIndexSize(btOff, (columns - 1) * ldbt + rows, bt.length);
    for (int column = 0; column < columns; column++) {
      int to = column / Tile.COLUMNS * Tile.COLUMNS * rows + column % Tile.COLUMNS;
      int from = btOff + column * ldbt;
      for (int k = 0; k < rows; k++) {
        values[to + k * Tile.COLUMNS] = bt[from + k];
      }
    }
  }

  /** The values of one row, where a gather reads them: element j of row k. */
  int index(int k, int column) {
    return column / Tile.COLUMNS * Tile.COLUMNS * rows + k * Tile.COLUMNS + column % Tile.COLUMNS;
  }
}
