package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.simd.Lanes;

/**
 * The micro-kernels of two vectors that read A by columns; otherwise as {@link ColumnTile}.
 *
 * <pre>
 * five by two   5 rows × 2 vectors   10 accumulators   16 registers
 * four by two   4 rows × 2 vectors    8 accumulators   16 registers; narrow edges
 * six by two    6 rows × 2 vectors   12 accumulators   32 registers, narrow edges
 * </pre>
 *
 * <p>C2 has two or three broadcasts of A under way at once, and in some kernels loads all of them
 * ahead of the multiply-adds. With 16 registers six by two therefore spills and runs at half of the
 * ceiling. Five by two takes 14. It is the addresses by one index and constants that keep it there;
 * reading rows of A with an offset each, it spills as well. Decision 6.
 */
final class NarrowColumnTile {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final long V = Lanes.BYTES;
  private static final long ROW = Panels.ROW_BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private NarrowColumnTile() {}

  static void sixByTwo(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int z1 = sOff + lds;
    int z2 = z1 + lds;
    int z3 = z2 + lds;
    int z4 = z3 + lds;
    int z5 = z4 + lds;
    FloatVector s00 = FloatVector.fromArray(F, start, sOff);
    FloatVector s01 = FloatVector.fromArray(F, start, sOff + L);
    FloatVector s10 = FloatVector.fromArray(F, start, z1);
    FloatVector s11 = FloatVector.fromArray(F, start, z1 + L);
    FloatVector s20 = FloatVector.fromArray(F, start, z2);
    FloatVector s21 = FloatVector.fromArray(F, start, z2 + L);
    FloatVector s30 = FloatVector.fromArray(F, start, z3);
    FloatVector s31 = FloatVector.fromArray(F, start, z3 + L);
    FloatVector s40 = FloatVector.fromArray(F, start, z4);
    FloatVector s41 = FloatVector.fromArray(F, start, z4 + L);
    FloatVector s50 = FloatVector.fromArray(F, start, z5);
    FloatVector s51 = FloatVector.fromArray(F, start, z5 + L);
    for (int p = 0; p < k; p++) {
      long row = bOff + p * ROW;
      FloatVector b0 = FloatVector.fromMemorySegment(F, b, row, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F, b, row + V, ORDER);
      int column = aOff + p * ColumnBlock.STRIDE;
      FloatVector x = FloatVector.broadcast(F, a[column]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = FloatVector.broadcast(F, a[column + 1]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = FloatVector.broadcast(F, a[column + 2]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = FloatVector.broadcast(F, a[column + 3]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      x = FloatVector.broadcast(F, a[column + 4]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      x = FloatVector.broadcast(F, a[column + 5]);
      s50 = x.fma(b0, s50);
      s51 = x.fma(b1, s51);
    }
    int c1 = cOff + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    int c4 = c3 + ldc;
    int c5 = c4 + ldc;
    s00.intoArray(c, cOff);
    s01.intoArray(c, cOff + L);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + L);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + L);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + L);
    s40.intoArray(c, c4);
    s41.intoArray(c, c4 + L);
    s50.intoArray(c, c5);
    s51.intoArray(c, c5 + L);
  }

  static void fiveByTwo(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int z1 = sOff + lds;
    int z2 = z1 + lds;
    int z3 = z2 + lds;
    int z4 = z3 + lds;
    FloatVector s00 = FloatVector.fromArray(F, start, sOff);
    FloatVector s01 = FloatVector.fromArray(F, start, sOff + L);
    FloatVector s10 = FloatVector.fromArray(F, start, z1);
    FloatVector s11 = FloatVector.fromArray(F, start, z1 + L);
    FloatVector s20 = FloatVector.fromArray(F, start, z2);
    FloatVector s21 = FloatVector.fromArray(F, start, z2 + L);
    FloatVector s30 = FloatVector.fromArray(F, start, z3);
    FloatVector s31 = FloatVector.fromArray(F, start, z3 + L);
    FloatVector s40 = FloatVector.fromArray(F, start, z4);
    FloatVector s41 = FloatVector.fromArray(F, start, z4 + L);
    for (int p = 0; p < k; p++) {
      long row = bOff + p * ROW;
      FloatVector b0 = FloatVector.fromMemorySegment(F, b, row, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F, b, row + V, ORDER);
      int column = aOff + p * ColumnBlock.STRIDE;
      FloatVector x = FloatVector.broadcast(F, a[column]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = FloatVector.broadcast(F, a[column + 1]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = FloatVector.broadcast(F, a[column + 2]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = FloatVector.broadcast(F, a[column + 3]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      x = FloatVector.broadcast(F, a[column + 4]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
    }
    int c1 = cOff + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    int c4 = c3 + ldc;
    s00.intoArray(c, cOff);
    s01.intoArray(c, cOff + L);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + L);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + L);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + L);
    s40.intoArray(c, c4);
    s41.intoArray(c, c4 + L);
  }

  static void fourByTwo(
      int k,
      float[] a,
      int aOff,
      MemorySegment b,
      long bOff,
      float[] start,
      int sOff,
      int lds,
      float[] c,
      int cOff,
      int ldc) {
    int z1 = sOff + lds;
    int z2 = z1 + lds;
    int z3 = z2 + lds;
    FloatVector s00 = FloatVector.fromArray(F, start, sOff);
    FloatVector s01 = FloatVector.fromArray(F, start, sOff + L);
    FloatVector s10 = FloatVector.fromArray(F, start, z1);
    FloatVector s11 = FloatVector.fromArray(F, start, z1 + L);
    FloatVector s20 = FloatVector.fromArray(F, start, z2);
    FloatVector s21 = FloatVector.fromArray(F, start, z2 + L);
    FloatVector s30 = FloatVector.fromArray(F, start, z3);
    FloatVector s31 = FloatVector.fromArray(F, start, z3 + L);
    for (int p = 0; p < k; p++) {
      long row = bOff + p * ROW;
      FloatVector b0 = FloatVector.fromMemorySegment(F, b, row, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F, b, row + V, ORDER);
      int column = aOff + p * ColumnBlock.STRIDE;
      FloatVector x = FloatVector.broadcast(F, a[column]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = FloatVector.broadcast(F, a[column + 1]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = FloatVector.broadcast(F, a[column + 2]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = FloatVector.broadcast(F, a[column + 3]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
    }
    int c1 = cOff + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    s00.intoArray(c, cOff);
    s01.intoArray(c, cOff + L);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + L);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + L);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + L);
  }
}
