package org.lstm4j.simd.gemm;

import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Lanes;

/** What both kinds of product know about blocks of a matrix. */
final class Blocks {
  private Blocks() {}

  /** Whether tiles of this width can be written where they belong, without a scratch tile. */
  static boolean isWhole(int width) {
    return width == Panels.COLUMNS || width == 2 * Lanes.COUNT;
  }

  /** The distance of the rows that chains start from: none where one row serves all of C. */
  static int startStride(Matrix start, Matrix c) {
    return start.rows() == 1 && c.rows() > 1 ? 0 : start.stride();
  }

  /** Copies a block, row by row. */
  static void copy(
      int rows,
      int columns,
      float[] from,
      int fromOff,
      int ldFrom,
      float[] to,
      int toOff,
      int ldTo) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, fromOff + r * ldFrom, to, toOff + r * ldTo, columns);
    }
  }
}
