package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.Tuning;

/**
 * The micro-kernels for one row: c ← start + a·B. A row has one chain per lane and no reuse of B,
 * so what counts is how many chains run side by side: eight vectors hide the latency of the
 * multiply-add where there are as many columns.
 *
 * <pre>
 * by eight   8 accumulators + 1 of A, B from memory
 * by four    4 accumulators + 1 of A
 * by two     2 accumulators + 1 of A
 * </pre>
 */
final class RowKernels {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final long V = Lanes.BYTES;
  private static final long ROW = Panels.ROW_BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Whether every two vectors lie in a panel of their own. */
  private static final boolean NARROW = Tuning.PANEL_VECTORS == 2;

  private RowKernels() {}

  /** Eight vectors of columns. */
  static void byEight(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    long panel = Panels.panelBytes(k);
    long b1 = NARROW ? bOff + panel : bOff + 2 * V;
    long b2 = NARROW ? bOff + 2 * panel : bOff + panel;
    long b3 = NARROW ? bOff + 3 * panel : bOff + panel + 2 * V;
    FloatVector s0 = FloatVector.fromArray(F, start, sOff);
    FloatVector s1 = FloatVector.fromArray(F, start, sOff + L);
    FloatVector s2 = FloatVector.fromArray(F, start, sOff + 2 * L);
    FloatVector s3 = FloatVector.fromArray(F, start, sOff + 3 * L);
    FloatVector s4 = FloatVector.fromArray(F, start, sOff + 4 * L);
    FloatVector s5 = FloatVector.fromArray(F, start, sOff + 5 * L);
    FloatVector s6 = FloatVector.fromArray(F, start, sOff + 6 * L);
    FloatVector s7 = FloatVector.fromArray(F, start, sOff + 7 * L);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(F, a[aOff + p]);
      long row = p * ROW;
      s0 = x.fma(FloatVector.fromMemorySegment(F, b, bOff + row, ORDER), s0);
      s1 = x.fma(FloatVector.fromMemorySegment(F, b, bOff + row + V, ORDER), s1);
      s2 = x.fma(FloatVector.fromMemorySegment(F, b, b1 + row, ORDER), s2);
      s3 = x.fma(FloatVector.fromMemorySegment(F, b, b1 + row + V, ORDER), s3);
      s4 = x.fma(FloatVector.fromMemorySegment(F, b, b2 + row, ORDER), s4);
      s5 = x.fma(FloatVector.fromMemorySegment(F, b, b2 + row + V, ORDER), s5);
      s6 = x.fma(FloatVector.fromMemorySegment(F, b, b3 + row, ORDER), s6);
      s7 = x.fma(FloatVector.fromMemorySegment(F, b, b3 + row + V, ORDER), s7);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + L);
    s2.intoArray(c, cOff + 2 * L);
    s3.intoArray(c, cOff + 3 * L);
    s4.intoArray(c, cOff + 4 * L);
    s5.intoArray(c, cOff + 5 * L);
    s6.intoArray(c, cOff + 6 * L);
    s7.intoArray(c, cOff + 7 * L);
  }

  /** Four vectors of columns. */
  static void byFour(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    long panel = Panels.panelBytes(k);
    long b1 = NARROW ? bOff + panel : bOff + 2 * V;
    FloatVector s0 = FloatVector.fromArray(F, start, sOff);
    FloatVector s1 = FloatVector.fromArray(F, start, sOff + L);
    FloatVector s2 = FloatVector.fromArray(F, start, sOff + 2 * L);
    FloatVector s3 = FloatVector.fromArray(F, start, sOff + 3 * L);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(F, a[aOff + p]);
      long row = p * ROW;
      s0 = x.fma(FloatVector.fromMemorySegment(F, b, bOff + row, ORDER), s0);
      s1 = x.fma(FloatVector.fromMemorySegment(F, b, bOff + row + V, ORDER), s1);
      s2 = x.fma(FloatVector.fromMemorySegment(F, b, b1 + row, ORDER), s2);
      s3 = x.fma(FloatVector.fromMemorySegment(F, b, b1 + row + V, ORDER), s3);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + L);
    s2.intoArray(c, cOff + 2 * L);
    s3.intoArray(c, cOff + 3 * L);
  }

  /** Two vectors of columns. */
  static void byTwo(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] start,
      int sOff,
      float[] c,
      int cOff) {
    FloatVector s0 = FloatVector.fromArray(F, start, sOff);
    FloatVector s1 = FloatVector.fromArray(F, start, sOff + L);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(F, a[aOff + p]);
      long row = p * ROW;
      s0 = x.fma(FloatVector.fromMemorySegment(F, b, bOff + row, ORDER), s0);
      s1 = x.fma(FloatVector.fromMemorySegment(F, b, bOff + row + V, ORDER), s1);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + L);
  }

  /**
   * c ← c + Σ_p A[p, column]·B[p], the rows of B unpacked; for products with so few rows or columns
   * that packing would cost more than it saves.
   */
  static void combine(Matrix a, int column, Matrix b, float[] c, int cOff) {
    int from = a.offset() + column;
    combine(b.columns(), b.rows(), a.values(), from, a.stride(), b, c, cOff);
  }

  private static void combine(
      int n, int k, float[] a, int aOff, int aStride, Matrix matrix, float[] c, int cOff) {
    float[] b = matrix.values();
    int bOff = matrix.offset();
    int ldb = matrix.stride();
    int j = 0;
    for (; j <= n - 4 * L; j += 4 * L) {
      FloatVector s0 = FloatVector.fromArray(F, c, cOff + j);
      FloatVector s1 = FloatVector.fromArray(F, c, cOff + j + L);
      FloatVector s2 = FloatVector.fromArray(F, c, cOff + j + 2 * L);
      FloatVector s3 = FloatVector.fromArray(F, c, cOff + j + 3 * L);
      for (int p = 0; p < k; p++) {
        FloatVector x = FloatVector.broadcast(F, a[aOff + p * aStride]);
        int row = bOff + p * ldb + j;
        s0 = x.fma(FloatVector.fromArray(F, b, row), s0);
        s1 = x.fma(FloatVector.fromArray(F, b, row + L), s1);
        s2 = x.fma(FloatVector.fromArray(F, b, row + 2 * L), s2);
        s3 = x.fma(FloatVector.fromArray(F, b, row + 3 * L), s3);
      }
      s0.intoArray(c, cOff + j);
      s1.intoArray(c, cOff + j + L);
      s2.intoArray(c, cOff + j + 2 * L);
      s3.intoArray(c, cOff + j + 3 * L);
    }
    for (; j <= n - L; j += L) {
      FloatVector s0 = FloatVector.fromArray(F, c, cOff + j);
      for (int p = 0; p < k; p++) {
        FloatVector x = FloatVector.broadcast(F, a[aOff + p * aStride]);
        s0 = x.fma(FloatVector.fromArray(F, b, bOff + p * ldb + j), s0);
      }
      s0.intoArray(c, cOff + j);
    }
    for (; j < n; j++) {
      float s = c[cOff + j];
      for (int p = 0; p < k; p++) {
        s = Math.fma(a[aOff + p * aStride], b[bOff + p * ldb + j], s);
      }
      c[cOff + j] = s;
    }
  }
}
