package org.lstm4j.simd.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Brings matrices into panels. Owns scratch: for one thread. */
public final class Packing {
  /** A transposition goes through a tile of this many rows of a panel. */
  private static final int TILE = 64;

  private final float[] tile = new float[TILE * Tile.COLUMNS];

  /** Packing for one thread. */
  public Packing() {}

  /**
   * Packs some columns; see {@link org.lstm4j.kernel.Kernels#pack}.
   *
   * @param packed receives B
   * @param from the first column, a multiple of {@link Gemm#PART_COLUMNS}
   * @param to the column after the last one
   * @param b holds B
   * @param bOff offset of B
   * @param ldb leading dimension of B
   */
  public void pack(Panels packed, int from, int to, float[] b, int bOff, int ldb) {
    packRows(packed.rows(), from, to, b, bOff, ldb, packed.values);
  }

  /** Packs columns of a matrix of any size into memory that is large enough; keeps the padding. */
  static void packRows(
      int rows, int from, int to, float[] b, int bOff, int ldb, MemorySegment values) {
    long at = from / Tile.COLUMNS * Panels.panelBytes(rows);
    for (int column = from; column < to; column += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, to - column);
      for (int k = 0; k < rows; k++) {
        MemorySegment.copy(b, bOff + k * ldb + column, values, JAVA_FLOAT, at, width);
        at += Panels.ROW_BYTES;
      }
    }
  }

  /**
   * Packs some columns from the transpose; see {@link org.lstm4j.kernel.Kernels#packTransposed}.
   *
   * @param packed receives B
   * @param from the first column, a multiple of {@link Gemm#PART_COLUMNS}
   * @param to the column after the last one
   * @param bt holds Bᵀ
   * @param btOff offset of Bᵀ
   * @param ldbt leading dimension of Bᵀ
   */
  public void packTransposed(Panels packed, int from, int to, float[] bt, int btOff, int ldbt) {
    for (int column = from; column < to; column += Tile.COLUMNS) {
      int width = Math.min(Tile.COLUMNS, to - column);
      for (int k = 0; k < packed.rows(); k += TILE) {
        int height = Math.min(TILE, packed.rows() - k);
        transpose(width, height, bt, btOff + column * ldbt + k, ldbt);
        long at = Float.BYTES * packed.index(k, column);
        MemorySegment.copy(tile, 0, packed.values, JAVA_FLOAT, at, height * Tile.COLUMNS);
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
}
