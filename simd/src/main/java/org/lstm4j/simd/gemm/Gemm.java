package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Tuning;

/**
 * C ← start + A·B around the micro-kernels, after Goto and van de Geijn ("Anatomy of
 * high-performance matrix multiplication", 2008) and BLIS. Loops from the outside:
 *
 * <pre>
 * 1  m in blocks of rows     the block of C stays in the second-level cache
 * 2  k in blocks             the block of A stays beside it
 * 3  panels of B             a panel meets all of the block of A
 * 4  tiles of 6 or 4 rows    the micro-kernel
 * </pre>
 *
 * <p>With 32 registers tiles read rows of A ({@link RowBlock}), with 16 columns ({@link
 * ColumnBlock}). A block of k continues the chains that C holds, which is exact. Panels of bfloat16
 * are made floats, block by block of k. Edge tiles are computed in a scratch tile and copied.
 * {@link Tuning} has the sizes. Owns its packing memory: for one thread.
 */
public final class Gemm {
  /** Who cuts C into parts cuts at multiples of this many rows, the lower of the two tiles. */
  public static final int PART_ROWS = Tile.FEW_ROWS;

  /** Who cuts C by columns cuts at multiples of this many. */
  public static final int PART_COLUMNS = Panels.COLUMNS;

  private static final int DEPTH = Tuning.DEPTH;
  private static final int UNPACKED_DEPTH = Tuning.UNPACKED_DEPTH;
  private static final int BLOCK_ROWS = Tuning.BLOCK_ROWS;

  private final RowGemm oneRow = new RowGemm();
  private final ColumnBlock columns; // null with 32 registers
  private final RowBlock rows; // null with 16 registers
  private final Matrix blockOfA = new Matrix();
  private final Matrix blockOfStart = new Matrix();
  private final Matrix blockOfC = new Matrix();

  private MemorySegment unpacked = MemorySegment.NULL; // until there is bfloat16

  /** A product machine for one thread. */
  public Gemm() {
    columns = Tuning.MANY_REGISTERS ? null : new ColumnBlock(DEPTH);
    rows = Tuning.MANY_REGISTERS ? new RowBlock() : null;
  }

  /**
   * C ← start + A·B with packed B, or with some of its columns.
   *
   * @param a A {@code [m × k]}
   * @param b packed B {@code [k × …]}
   * @param column the first column of B to take, a multiple of {@link #PART_COLUMNS}
   * @param start what the chains start from, {@code [m × n]} or {@code [1 × n]}; C itself, or other
   *     memory
   * @param c C {@code [m × n]}
   */
  public void multiply(Matrix a, Panels b, int column, Matrix start, Matrix c) {
    int m = c.rows();
    if (m == 1) {
      oneRow.multiply(a, b, column, start, c);
    } else if (m <= BLOCK_ROWS) {
      blockRow(a, b, column, start, c);
    } else {
      for (int from = 0; from < m; from += BLOCK_ROWS) {
        int to = Math.min(m, from + BLOCK_ROWS);
        Matrix begin = start.rows() == 1 ? start : blockOfStart.rows(start, from, to);
        blockRow(blockOfA.rows(a, from, to), b, column, begin, blockOfC.rows(c, from, to));
      }
    }
  }

  /** Loops 2 to 4: a block of rows of C. */
  private void blockRow(Matrix a, Panels b, int column, Matrix start, Matrix c) {
    int n = c.columns();
    int k = b.rows();
    int deepest = b.isBfloat16 ? UNPACKED_DEPTH : DEPTH;
    int blocks = (k + deepest - 1) / deepest;
    int blockDepth = (k + blocks - 1) / blocks;
    for (int k0 = 0; k0 < k; k0 += blockDepth) {
      int depth = Math.min(blockDepth, k - k0);
      if (columns != null) {
        columns.transposeRows(depth, a, k0);
      } else {
        rows.take(depth, a, k0);
      }
      Matrix from = k0 == 0 ? start : c;
      for (int at = 0; at < n; at += Panels.COLUMNS) {
        int width = Math.min(Panels.COLUMNS, n - at);
        MemorySegment floats = b.values;
        long panel = b.offset(k0, column + at);
        if (b.isBfloat16) {
          floats = unpack(b, panel, depth);
          panel = 0;
        }
        if (columns != null) {
          columns.multiply(width, at, floats, panel, from, c);
        } else {
          rows.multiply(width, at, floats, panel, from, c);
        }
      }
    }
  }

  /** Rows of a panel of bfloat16 as floats. */
  private MemorySegment unpack(Panels b, long from, int depth) {
    if (unpacked.byteSize() == 0) {
      unpacked = Panels.allocate(UNPACKED_DEPTH, Panels.COLUMNS);
    }
    Bfloat16.unpack(depth * Tuning.PANEL_VECTORS / 2, b.values, from, unpacked);
    return unpacked;
  }
}
