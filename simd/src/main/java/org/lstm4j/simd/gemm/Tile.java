package org.lstm4j.simd.gemm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.Tuning;

/**
 * The micro-kernels for 32 registers, which read rows of A from a {@link RowBlock}: C ← start +
 * A·B, B one panel.
 *
 * <pre>
 * six by four    6 rows × 4 vectors   24 accumulators + 4 of B + up to 3 of A
 * four by four   4 rows × 4 vectors   16 accumulators + 4 of B + up to 4 of A
 * six by two     6 rows × 2 vectors   12 accumulators + 2 of B + up to 6 of A; narrow edges
 * </pre>
 *
 * <p>Tiles by number of registers follow BLIS (its skx kernels); the broadcast of A against vectors
 * of B keeps every element one chain over k. Indices are the loop variable times a constant, so
 * that C2 hoists the range checks, and rows of A lie a constant apart, so that one register points
 * to all of them: six offsets do not fit the general registers, and on Intel C2 keeps what does not
 * in vector registers, by moves that take the place of multiply-adds. The chains start at the
 * values of {@code start}, which may be C, or with {@code lds} 0 one row for all.
 */
final class Tile {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;
  private static final long V = Lanes.BYTES;
  private static final long ROW = Panels.ROW_BYTES;
  private static final int STRIDE = RowBlock.STRIDE;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Rows of the tallest tile. */
  static final int ROWS = Tuning.TILE_ROWS;

  /** Rows of the lower tile. */
  static final int FEW_ROWS = 4;

  private Tile() {}

  /**
   * Rows of the next tile: the taller ones, and lower ones where that leaves fewer rows idle. Six
   * and four with 32 registers, four where broadcasts take some of them, five and four with 16.
   */
  static int height(int rows) {
    if (!Tuning.MANY_REGISTERS) {
      return rows % ROWS == 0 ? ROWS : FEW_ROWS;
    }
    boolean fewAreEnough = rows <= FEW_ROWS || rows == 7 || rows == 8;
    return fewAreEnough || !Tuning.BROADCASTS_FROM_MEMORY ? FEW_ROWS : ROWS;
  }

  static void sixByFour(
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
    FloatVector s02 = FloatVector.fromArray(F, start, sOff + 2 * L);
    FloatVector s03 = FloatVector.fromArray(F, start, sOff + 3 * L);
    FloatVector s10 = FloatVector.fromArray(F, start, z1);
    FloatVector s11 = FloatVector.fromArray(F, start, z1 + L);
    FloatVector s12 = FloatVector.fromArray(F, start, z1 + 2 * L);
    FloatVector s13 = FloatVector.fromArray(F, start, z1 + 3 * L);
    FloatVector s20 = FloatVector.fromArray(F, start, z2);
    FloatVector s21 = FloatVector.fromArray(F, start, z2 + L);
    FloatVector s22 = FloatVector.fromArray(F, start, z2 + 2 * L);
    FloatVector s23 = FloatVector.fromArray(F, start, z2 + 3 * L);
    FloatVector s30 = FloatVector.fromArray(F, start, z3);
    FloatVector s31 = FloatVector.fromArray(F, start, z3 + L);
    FloatVector s32 = FloatVector.fromArray(F, start, z3 + 2 * L);
    FloatVector s33 = FloatVector.fromArray(F, start, z3 + 3 * L);
    FloatVector s40 = FloatVector.fromArray(F, start, z4);
    FloatVector s41 = FloatVector.fromArray(F, start, z4 + L);
    FloatVector s42 = FloatVector.fromArray(F, start, z4 + 2 * L);
    FloatVector s43 = FloatVector.fromArray(F, start, z4 + 3 * L);
    FloatVector s50 = FloatVector.fromArray(F, start, z5);
    FloatVector s51 = FloatVector.fromArray(F, start, z5 + L);
    FloatVector s52 = FloatVector.fromArray(F, start, z5 + 2 * L);
    FloatVector s53 = FloatVector.fromArray(F, start, z5 + 3 * L);
    for (int p = 0; p < k; p++) {
      long row = bOff + p * ROW;
      int column = aOff + p;
      FloatVector b0 = FloatVector.fromMemorySegment(F, b, row, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F, b, row + V, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(F, b, row + 2 * V, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(F, b, row + 3 * V, ORDER);
      FloatVector x = FloatVector.broadcast(F, a[column]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      s02 = x.fma(b2, s02);
      s03 = x.fma(b3, s03);
      x = FloatVector.broadcast(F, a[column + STRIDE]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      s12 = x.fma(b2, s12);
      s13 = x.fma(b3, s13);
      x = FloatVector.broadcast(F, a[column + 2 * STRIDE]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      s22 = x.fma(b2, s22);
      s23 = x.fma(b3, s23);
      x = FloatVector.broadcast(F, a[column + 3 * STRIDE]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      s32 = x.fma(b2, s32);
      s33 = x.fma(b3, s33);
      x = FloatVector.broadcast(F, a[column + 4 * STRIDE]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      s42 = x.fma(b2, s42);
      s43 = x.fma(b3, s43);
      x = FloatVector.broadcast(F, a[column + 5 * STRIDE]);
      s50 = x.fma(b0, s50);
      s51 = x.fma(b1, s51);
      s52 = x.fma(b2, s52);
      s53 = x.fma(b3, s53);
    }
    int c1 = cOff + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    int c4 = c3 + ldc;
    int c5 = c4 + ldc;
    s00.intoArray(c, cOff);
    s01.intoArray(c, cOff + L);
    s02.intoArray(c, cOff + 2 * L);
    s03.intoArray(c, cOff + 3 * L);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + L);
    s12.intoArray(c, c1 + 2 * L);
    s13.intoArray(c, c1 + 3 * L);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + L);
    s22.intoArray(c, c2 + 2 * L);
    s23.intoArray(c, c2 + 3 * L);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + L);
    s32.intoArray(c, c3 + 2 * L);
    s33.intoArray(c, c3 + 3 * L);
    s40.intoArray(c, c4);
    s41.intoArray(c, c4 + L);
    s42.intoArray(c, c4 + 2 * L);
    s43.intoArray(c, c4 + 3 * L);
    s50.intoArray(c, c5);
    s51.intoArray(c, c5 + L);
    s52.intoArray(c, c5 + 2 * L);
    s53.intoArray(c, c5 + 3 * L);
  }

  static void fourByFour(
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
    FloatVector s02 = FloatVector.fromArray(F, start, sOff + 2 * L);
    FloatVector s03 = FloatVector.fromArray(F, start, sOff + 3 * L);
    FloatVector s10 = FloatVector.fromArray(F, start, z1);
    FloatVector s11 = FloatVector.fromArray(F, start, z1 + L);
    FloatVector s12 = FloatVector.fromArray(F, start, z1 + 2 * L);
    FloatVector s13 = FloatVector.fromArray(F, start, z1 + 3 * L);
    FloatVector s20 = FloatVector.fromArray(F, start, z2);
    FloatVector s21 = FloatVector.fromArray(F, start, z2 + L);
    FloatVector s22 = FloatVector.fromArray(F, start, z2 + 2 * L);
    FloatVector s23 = FloatVector.fromArray(F, start, z2 + 3 * L);
    FloatVector s30 = FloatVector.fromArray(F, start, z3);
    FloatVector s31 = FloatVector.fromArray(F, start, z3 + L);
    FloatVector s32 = FloatVector.fromArray(F, start, z3 + 2 * L);
    FloatVector s33 = FloatVector.fromArray(F, start, z3 + 3 * L);
    for (int p = 0; p < k; p++) {
      long row = bOff + p * ROW;
      int column = aOff + p;
      FloatVector b0 = FloatVector.fromMemorySegment(F, b, row, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F, b, row + V, ORDER);
      FloatVector b2 = FloatVector.fromMemorySegment(F, b, row + 2 * V, ORDER);
      FloatVector b3 = FloatVector.fromMemorySegment(F, b, row + 3 * V, ORDER);
      FloatVector x = FloatVector.broadcast(F, a[column]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      s02 = x.fma(b2, s02);
      s03 = x.fma(b3, s03);
      x = FloatVector.broadcast(F, a[column + STRIDE]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      s12 = x.fma(b2, s12);
      s13 = x.fma(b3, s13);
      x = FloatVector.broadcast(F, a[column + 2 * STRIDE]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      s22 = x.fma(b2, s22);
      s23 = x.fma(b3, s23);
      x = FloatVector.broadcast(F, a[column + 3 * STRIDE]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      s32 = x.fma(b2, s32);
      s33 = x.fma(b3, s33);
    }
    int c1 = cOff + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    s00.intoArray(c, cOff);
    s01.intoArray(c, cOff + L);
    s02.intoArray(c, cOff + 2 * L);
    s03.intoArray(c, cOff + 3 * L);
    s10.intoArray(c, c1);
    s11.intoArray(c, c1 + L);
    s12.intoArray(c, c1 + 2 * L);
    s13.intoArray(c, c1 + 3 * L);
    s20.intoArray(c, c2);
    s21.intoArray(c, c2 + L);
    s22.intoArray(c, c2 + 2 * L);
    s23.intoArray(c, c2 + 3 * L);
    s30.intoArray(c, c3);
    s31.intoArray(c, c3 + L);
    s32.intoArray(c, c3 + 2 * L);
    s33.intoArray(c, c3 + 3 * L);
  }

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
      int column = aOff + p;
      FloatVector b0 = FloatVector.fromMemorySegment(F, b, row, ORDER);
      FloatVector b1 = FloatVector.fromMemorySegment(F, b, row + V, ORDER);
      FloatVector x = FloatVector.broadcast(F, a[column]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = FloatVector.broadcast(F, a[column + STRIDE]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = FloatVector.broadcast(F, a[column + 2 * STRIDE]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = FloatVector.broadcast(F, a[column + 3 * STRIDE]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      x = FloatVector.broadcast(F, a[column + 4 * STRIDE]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      x = FloatVector.broadcast(F, a[column + 5 * STRIDE]);
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
}
