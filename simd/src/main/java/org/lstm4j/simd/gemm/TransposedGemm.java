package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Tuning;

/**
 * C ← Aᵀ·B with neither packed, the product of weight gradients: k runs over all time steps of all
 * sequences and is long. Loops from the outside:
 *
 * <pre>
 * 1  k in spans of some blocks   a span of B is packed in panels
 * 2  m in blocks of rows         the block of C stays in the second-level cache
 * 3  k in blocks                 the block of A, copied together, stays beside it
 * 4  panels of B
 * 5  tiles of 6 or 4 rows        the micro-kernel
 * </pre>
 *
 * <p>Where C has one or two rows or columns, packing would cost more than it saves: it is combined
 * from whole rows of B or A. Owns its packing memory: for one thread.
 */
public final class TransposedGemm {
  private static final int DEPTH = Tuning.TRANSPOSED_DEPTH;
  private static final int SPAN = Tuning.TRANSPOSED_SPAN;
  private static final int BLOCK_ROWS = ColumnBlock.ROWS;

  private static final int FEWEST_ROWS = 3;

  private final ColumnBlock block = new ColumnBlock(DEPTH);
  private MemorySegment spanOfB = MemorySegment.NULL;
  private final Matrix rowsOfB = new Matrix();
  private final Matrix blockOfA = new Matrix();
  private final Matrix blockOfC = new Matrix();
  private final Matrix zero = new Matrix();
  private Matrix zeros = new Matrix();
  private float[] line = {};

  /** A product machine for one thread. */
  public TransposedGemm() {}

  /**
   * C ← Aᵀ·B or C ← C + Aᵀ·B.
   *
   * @param a A {@code [k × m]}
   * @param b B {@code [k × n]}
   * @param c C {@code [m × n]}
   * @param accumulate whether chains start at C's old values
   */
  public void multiply(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    if (c.rows() < FEWEST_ROWS || c.columns() < FEWEST_ROWS) {
      if (!accumulate) {
        c.fill(0f);
      }
      combine(a, b, c);
    } else {
      spans(a, b, c, accumulate);
    }
  }

  /** C ← C + Aᵀ·B, for few rows or columns of C. */
  private void combine(Matrix a, Matrix b, Matrix c) {
    if (c.rows() < FEWEST_ROWS) {
      for (int i = 0; i < c.rows(); i++) {
        RowKernels.combine(a, i, b, c.values(), c.offset(i));
      }
      return;
    }
    for (int j = 0; j < c.columns(); j++) {
      combineColumn(a, b, j, c);
    }
  }

  /** One column of C, a combination of the rows of A: computed side by side, then spread. */
  private void combineColumn(Matrix a, Matrix b, int column, Matrix c) {
    int m = c.rows();
    if (line.length < m) {
      line = new float[m];
    }
    for (int i = 0; i < m; i++) {
      line[i] = c.values()[c.offset(i) + column];
    }
    RowKernels.combine(b, column, a, line, 0);
    for (int i = 0; i < m; i++) {
      c.values()[c.offset(i) + column] = line[i];
    }
  }

  /** Loops 1 and 2. */
  private void spans(Matrix a, Matrix b, Matrix c, boolean accumulate) {
    int n = c.columns();
    int k = b.rows();
    int panels = (n + Panels.COLUMNS - 1) / Panels.COLUMNS;
    long bytes = panels * Panels.panelBytes(Math.min(SPAN, k));
    if (spanOfB.byteSize() < bytes) {
      spanOfB = Panels.allocate(Math.min(SPAN, k), n);
    }
    for (int k0 = 0; k0 < k; k0 += SPAN) {
      int span = Math.min(SPAN, k - k0);
      Packing.packRows(rowsOfB.rows(b, k0, k0 + span), 0, n, spanOfB);
      for (int m0 = 0; m0 < c.rows(); m0 += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, c.rows() - m0);
        blockOfA.block(a, k0, m0, span, rows);
        blockOfC.rows(c, m0, m0 + rows);
        blockRow(blockOfA, blockOfC, k0 == 0 && !accumulate);
      }
    }
  }

  private Matrix zeros(int n) {
    if (zeros.columns() < n) {
      zeros = new Matrix(new float[n], n);
    }
    return zero.block(zeros, 0, 0, 1, n);
  }

  /** Loops 3 to 5. */
  private void blockRow(Matrix a, Matrix c, boolean begins) {
    int span = a.rows();
    int n = c.columns();
    for (int k0 = 0; k0 < span; k0 += DEPTH) {
      block.copyColumns(Math.min(DEPTH, span - k0), a, k0);
      Matrix start = begins && k0 == 0 ? zeros(n) : c;
      long panel = k0 * Panels.ROW_BYTES;
      for (int at = 0; at < n; at += Panels.COLUMNS) {
        block.multiply(Math.min(Panels.COLUMNS, n - at), at, spanOfB, panel, start, c);
        panel += Panels.panelBytes(span);
      }
    }
  }
}
