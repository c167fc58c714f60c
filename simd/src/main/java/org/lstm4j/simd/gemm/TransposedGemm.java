package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
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
  private static final float[] ZEROS = new float[Panels.COLUMNS];

  private final ColumnBlock block = new ColumnBlock(DEPTH);
  private MemorySegment spanOfB = MemorySegment.NULL;
  private float[] line = {};

  /** A product machine for one thread. */
  public TransposedGemm() {}

  /**
   * C ← Aᵀ·B.
   *
   * @param m columns of A, rows of C
   * @param n columns of B and C
   * @param k rows of A and B
   * @param a holds A {@code [k × m]}
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param b holds B {@code [k × n]}
   * @param bOff offset of B
   * @param ldb leading dimension of B
   * @param c holds C {@code [m × n]}
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc) {
    if (m < FEWEST_ROWS) {
      for (int i = 0; i < m; i++) {
        RowKernels.combine(n, k, a, aOff + i, lda, b, bOff, ldb, c, cOff + i * ldc);
      }
    } else if (n < FEWEST_ROWS) {
      for (int j = 0; j < n; j++) {
        combineColumn(m, k, a, aOff, lda, b, bOff + j, ldb, c, cOff + j, ldc);
      }
    } else {
      spans(m, n, k, a, aOff, lda, b, bOff, ldb, c, cOff, ldc);
    }
  }

  /** One column of C, a combination of the rows of A: computed side by side, then spread. */
  private void combineColumn(
      int m,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc) {
    if (line.length < m) {
      line = new float[m];
    }
    RowKernels.combine(m, k, b, bOff, ldb, a, aOff, lda, line, 0);
    for (int i = 0; i < m; i++) {
      c[cOff + i * ldc] = line[i];
    }
  }

  /** Loops 1 and 2. */
  private void spans(
      int m,
      int n,
      int k,
      float[] a,
      int aOff,
      int lda,
      float[] b,
      int bOff,
      int ldb,
      float[] c,
      int cOff,
      int ldc) {
    int panels = (n + Panels.COLUMNS - 1) / Panels.COLUMNS;
    long bytes = panels * Panels.panelBytes(Math.min(SPAN, k));
    if (spanOfB.byteSize() < bytes) {
      spanOfB = Panels.allocate(Math.min(SPAN, k), n);
    }
    for (int k0 = 0; k0 < k; k0 += SPAN) {
      int span = Math.min(SPAN, k - k0);
      Packing.packRows(span, 0, n, b, bOff + k0 * ldb, ldb, spanOfB);
      for (int m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, m - m0);
        int from = aOff + k0 * lda + m0;
        blockRow(rows, n, span, k0 == 0, a, from, lda, c, cOff + m0 * ldc, ldc);
      }
    }
  }

  /** Loops 3 to 5. */
  private void blockRow(
      int rows,
      int n,
      int span,
      boolean begins,
      float[] a,
      int aOff,
      int lda,
      float[] c,
      int cOff,
      int ldc) {
    for (int k0 = 0; k0 < span; k0 += DEPTH) {
      int depth = Math.min(DEPTH, span - k0);
      boolean first = begins && k0 == 0;
      block.copyColumns(rows, depth, a, aOff + k0 * lda, lda);
      long panel = k0 * Panels.ROW_BYTES;
      for (int at = 0; at < n; at += Panels.COLUMNS) {
        int width = Math.min(Panels.COLUMNS, n - at);
        int to = cOff + at;
        if (first) {
          block.multiply(width, spanOfB, panel, ZEROS, 0, 0, c, to, ldc);
        } else {
          block.multiply(width, spanOfB, panel, c, to, ldc, c, to, ldc);
        }
        panel += Panels.panelBytes(span);
      }
    }
  }
}
