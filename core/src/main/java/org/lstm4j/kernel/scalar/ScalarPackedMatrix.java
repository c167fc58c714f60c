package org.lstm4j.kernel.scalar;

import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.kernel.support.Sizes;

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
  void pack(Matrix b) {
    Sizes.check("weights", b, rows, columns);
    for (int k = 0; k < rows; k++) {
      System.arraycopy(b.values(), b.offset(k), values, k * columns, columns);
    }
    round();
  }

  /** See {@link org.lstm4j.kernel.Kernels#packTransposed}. */
  void packTransposed(Matrix bt) {
    Sizes.check("transposed weights", bt, columns, rows);
    for (int n = 0; n < columns; n += TILE) {
      for (int k = 0; k < rows; k += TILE) {
        transposeTile(n, Math.min(n + TILE, columns), k, Math.min(k + TILE, rows), bt);
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

  private void transposeTile(int fromN, int toN, int fromK, int toK, Matrix bt) {
    float[] from = bt.values();
    int offset = bt.offset();
    int stride = bt.stride();
    for (int k = fromK; k < toK; k++) {
      for (int n = fromN; n < toN; n++) {
        values[k * columns + n] = from[offset + n * stride + k];
      }
    }
  }
}
