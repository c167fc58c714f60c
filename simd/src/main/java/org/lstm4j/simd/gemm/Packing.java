package org.lstm4j.simd.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.Tuning;

/** Brings matrices into panels. Owns scratch: for one thread. */
public final class Packing {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final long V = Lanes.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** A transposition goes through a tile of this many rows of a panel. */
  private static final int TILE = 64;

  private final float[] tile = new float[TILE * Panels.COLUMNS];
  private final int[] pairs = new int[TILE * Panels.COLUMNS / 2];

  /** Packing for one thread. */
  public Packing() {}

  /**
   * Packs some columns; see {@link org.lstm4j.kernel.Kernels#pack}.
   *
   * @param packed receives B
   * @param from the first column, a multiple of {@link Gemm#PART_COLUMNS}
   * @param to the column after the last one
   * @param b B
   */
  public void pack(Panels packed, int from, int to, Matrix b) {
    if (packed.isBfloat16) {
      packBfloat16(packed, from, to, b);
      return;
    }
    packRows(b, from, to, packed.values);
  }

  /** Packs columns of a matrix of any size into memory that is large enough; keeps the padding. */
  static void packRows(Matrix b, int from, int to, MemorySegment values) {
    int rows = b.rows();
    long at = from / Panels.COLUMNS * Panels.panelBytes(rows);
    for (int column = from; column < to; column += Panels.COLUMNS) {
      int width = Math.min(Panels.COLUMNS, to - column);
      if (width == Panels.COLUMNS) {
        packPanel(rows, b.values(), b.offset() + column, b.stride(), values, at);
      } else {
        for (int k = 0; k < rows; k++) {
          long row = at + k * Panels.ROW_BYTES;
          MemorySegment.copy(b.values(), b.offset(k) + column, values, JAVA_FLOAT, row, width);
        }
      }
      at += Panels.panelBytes(rows);
    }
  }

  private void packBfloat16(Panels packed, int from, int to, Matrix b) {
    for (int column = from; column < to; column += Panels.COLUMNS) {
      int width = Math.min(Panels.COLUMNS, to - column);
      for (int k = 0; k < packed.rows(); k += TILE) {
        int height = Math.min(TILE, packed.rows() - k);
        if (width < Panels.COLUMNS) {
          Arrays.fill(tile, 0f);
        }
        int block = b.offset(k) + column;
        Blocks.copy(height, width, b.values(), block, b.stride(), tile, 0, Panels.COLUMNS);
        store(packed, k, column, height);
      }
    }
  }

  /** One whole panel; a call to copy each of its short rows would take longer than copying. */
  private static void packPanel(
      int rows, float[] b, int bOff, int ldb, MemorySegment values, long at) {
    for (int k = 0; k < rows; k++) {
      int from = bOff + k * ldb;
      long row = at + k * Panels.ROW_BYTES;
      FloatVector.fromArray(F, b, from).intoMemorySegment(values, row, ORDER);
      FloatVector.fromArray(F, b, from + L).intoMemorySegment(values, row + V, ORDER);
      if (Tuning.PANEL_VECTORS == 4) {
        FloatVector.fromArray(F, b, from + 2 * L).intoMemorySegment(values, row + 2 * V, ORDER);
        FloatVector.fromArray(F, b, from + 3 * L).intoMemorySegment(values, row + 3 * V, ORDER);
      }
    }
  }

  /**
   * Packs some columns from the transpose; see {@link org.lstm4j.kernel.Kernels#packTransposed}.
   *
   * @param packed receives B
   * @param from the first column, a multiple of {@link Gemm#PART_COLUMNS}
   * @param to the column after the last one
   * @param bt Bᵀ
   */
  public void packTransposed(Panels packed, int from, int to, Matrix bt) {
    for (int column = from; column < to; column += Panels.COLUMNS) {
      int width = Math.min(Panels.COLUMNS, to - column);
      for (int k = 0; k < packed.rows(); k += TILE) {
        int height = Math.min(TILE, packed.rows() - k);
        transpose(width, height, bt.values(), bt.offset(column) + k, bt.stride());
        store(packed, k, column, height);
      }
    }
  }

  /** Brings the tile into a panel, from row k on. */
  private void store(Panels packed, int k, int column, int height) {
    long at = packed.offset(k, column);
    if (packed.isBfloat16) {
      Bfloat16.round(height * Panels.COLUMNS, tile, pairs);
      MemorySegment.copy(pairs, 0, packed.values, JAVA_INT, at, height * Panels.COLUMNS / 2);
    } else {
      MemorySegment.copy(tile, 0, packed.values, JAVA_FLOAT, at, height * Panels.COLUMNS);
    }
  }

  private void transpose(int width, int height, float[] bt, int from, int ldbt) {
    if (width < Panels.COLUMNS) {
      Arrays.fill(tile, 0f);
    }
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < height; k++) {
        tile[k * Panels.COLUMNS + j] = bt[from + j * ldbt + k];
      }
    }
  }
}
