package org.lstm4j.kernel.scalar;

import java.util.Objects;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;

/**
 * The reference keeps B row-major {@code [k × n]}, so that its loops run along rows. It keeps
 * floats in any format: the rounded values.
 */
final class ScalarPackedMatrix implements PackedMatrix {
  /** A transposition runs tile by tile, so that both sides stay in the cache. */
  private static final int TILE = 16;

  private final int rows;
  private final int columns;
  private final WeightFormat format;

  /** B {@code [rows × columns]}. */
  final float[] values;

  ScalarPackedMatrix(int rows, int columns, WeightFormat format) {
    this.rows = rows;
    this.columns = columns;
    this.format = format;
    this.values = new float[Math.multiplyExact(rows, columns)];
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** See {@link org.lstm4j.kernel.Kernels#pack}. */
  void pack(float[] b, int bOff, int ldb) {
    Objects.checkFromIndexSize(bOff, (rows - 1) * ldb + columns, b.length);
    for (int k = 0; k < rows; k++) {
      System.arraycopy(b, bOff + k * ldb, values, k * columns, columns);
    }
    round();
  }

  /** See {@link org.lstm4j.kernel.Kernels#packTransposed}. */
  void packTransposed(float[] bt, int btOff, int ldbt) {
    Objects.checkFromIndexSize(btOff, (columns - 1) * ldbt + rows, bt.length);
    for (int n = 0; n < columns; n += TILE) {
      for (int k = 0; k < rows; k += TILE) {
        transposeTile(n, Math.min(n + TILE, columns), k, Math.min(k + TILE, rows), bt, btOff, ldbt);
      }
    }
    round();
  }

  private void round() {
    if (format != WeightFormat.FLOAT32) {
      for (int i = 0; i < values.length; i++) {
        values[i] = format.round(values[i]);
      }
    }
  }

  private void transposeTile(
      int fromN, int toN, int fromK, int toK, float[] bt, int btOff, int ldbt) {
    for (int k = fromK; k < toK; k++) {
      for (int n = fromN; n < toN; n++) {
        values[k * columns + n] = bt[btOff + n * ldbt + k];
      }
    }
  }
}
