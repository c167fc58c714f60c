package org.lstm4j.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.simd.Lanes;

/**
 * The micro-kernels: C {@code [rows × 4 vectors]} ← C + A·B over packed panels.
 *
 * <pre>
 * tile      6 rows × 4 vectors   24 accumulators + 4 of B + 1 of A = 29 of 32 registers
 * tile      6 rows × 2 vectors   12 accumulators + 2 of B + 1 of A = 15 of 16 registers
 * row       1 row  × 4 vectors   4 accumulators, B read once
 * </pre>
 *
 * <p>Tiles by number of registers follow BLIS (its skx and haswell kernels), the broadcast of A
 * against vectors of B keeps every element one chain over k. Both operands are packed, so that
 * indices are the loop variable times a constant and C2 hoists the range checks.
 */
final class Tile {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Rows of a tile of A and C. */
  static final int ROWS = 6;

  /** Columns of a tile of B and C: four vectors. */
  static final int COLUMNS = 4 * L;

  /** 512-bit vectors come with 32 registers; narrower ones are taken to have 16. */
  private static final boolean MANY_REGISTERS = L >= 16;

  private Tile() {}

  /** One tile: A panel {@code [k × 6]} at aOff, B panel {@code [k × 4L]} at bOff, C at cOff. */
  static void multiplyAdd(
      int k, float[] a, int aOff, float[] b, int bOff, float[] c, int cOff, int ldc) {
    if (MANY_REGISTERS) {
      sixByFour(k, a, aOff, b, bOff, c, cOff, ldc);
    } else {
      sixByTwo(k, a, aOff, b, bOff, c, cOff, ldc);
      sixByTwo(k, a, aOff, b, bOff + 2 * L, c, cOff + 2 * L, ldc);
    }
  }

  private static void sixByFour(
      int k, float[] a, int aOff, float[] b, int bOff, float[] c, int cOff, int ldc) {
    int c1 = cOff + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    int c4 = c3 + ldc;
    int c5 = c4 + ldc;
    FloatVector s00 = FloatVector.fromArray(F, c, cOff);
    FloatVector s01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector s02 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector s03 = FloatVector.fromArray(F, c, cOff + 3 * L);
    FloatVector s10 = FloatVector.fromArray(F, c, c1);
    FloatVector s11 = FloatVector.fromArray(F, c, c1 + L);
    FloatVector s12 = FloatVector.fromArray(F, c, c1 + 2 * L);
    FloatVector s13 = FloatVector.fromArray(F, c, c1 + 3 * L);
    FloatVector s20 = FloatVector.fromArray(F, c, c2);
    FloatVector s21 = FloatVector.fromArray(F, c, c2 + L);
    FloatVector s22 = FloatVector.fromArray(F, c, c2 + 2 * L);
    FloatVector s23 = FloatVector.fromArray(F, c, c2 + 3 * L);
    FloatVector s30 = FloatVector.fromArray(F, c, c3);
    FloatVector s31 = FloatVector.fromArray(F, c, c3 + L);
    FloatVector s32 = FloatVector.fromArray(F, c, c3 + 2 * L);
    FloatVector s33 = FloatVector.fromArray(F, c, c3 + 3 * L);
    FloatVector s40 = FloatVector.fromArray(F, c, c4);
    FloatVector s41 = FloatVector.fromArray(F, c, c4 + L);
    FloatVector s42 = FloatVector.fromArray(F, c, c4 + 2 * L);
    FloatVector s43 = FloatVector.fromArray(F, c, c4 + 3 * L);
    FloatVector s50 = FloatVector.fromArray(F, c, c5);
    FloatVector s51 = FloatVector.fromArray(F, c, c5 + L);
    FloatVector s52 = FloatVector.fromArray(F, c, c5 + 2 * L);
    FloatVector s53 = FloatVector.fromArray(F, c, c5 + 3 * L);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromArray(F, b, bOff + p * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(F, b, bOff + p * COLUMNS + L);
      FloatVector b2 = FloatVector.fromArray(F, b, bOff + p * COLUMNS + 2 * L);
      FloatVector b3 = FloatVector.fromArray(F, b, bOff + p * COLUMNS + 3 * L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + p * ROWS]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      s02 = x.fma(b2, s02);
      s03 = x.fma(b3, s03);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 1]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      s12 = x.fma(b2, s12);
      s13 = x.fma(b3, s13);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 2]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      s22 = x.fma(b2, s22);
      s23 = x.fma(b3, s23);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 3]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      s32 = x.fma(b2, s32);
      s33 = x.fma(b3, s33);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 4]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      s42 = x.fma(b2, s42);
      s43 = x.fma(b3, s43);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 5]);
      s50 = x.fma(b0, s50);
      s51 = x.fma(b1, s51);
      s52 = x.fma(b2, s52);
      s53 = x.fma(b3, s53);
    }
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

  private static void sixByTwo(
      int k, float[] a, int aOff, float[] b, int bOff, float[] c, int cOff, int ldc) {
    int c1 = cOff + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    int c4 = c3 + ldc;
    int c5 = c4 + ldc;
    FloatVector s00 = FloatVector.fromArray(F, c, cOff);
    FloatVector s01 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector s10 = FloatVector.fromArray(F, c, c1);
    FloatVector s11 = FloatVector.fromArray(F, c, c1 + L);
    FloatVector s20 = FloatVector.fromArray(F, c, c2);
    FloatVector s21 = FloatVector.fromArray(F, c, c2 + L);
    FloatVector s30 = FloatVector.fromArray(F, c, c3);
    FloatVector s31 = FloatVector.fromArray(F, c, c3 + L);
    FloatVector s40 = FloatVector.fromArray(F, c, c4);
    FloatVector s41 = FloatVector.fromArray(F, c, c4 + L);
    FloatVector s50 = FloatVector.fromArray(F, c, c5);
    FloatVector s51 = FloatVector.fromArray(F, c, c5 + L);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromArray(F, b, bOff + p * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(F, b, bOff + p * COLUMNS + L);
      FloatVector x = FloatVector.broadcast(F, a[aOff + p * ROWS]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 1]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 2]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 3]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 4]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      x = FloatVector.broadcast(F, a[aOff + p * ROWS + 5]);
      s50 = x.fma(b0, s50);
      s51 = x.fma(b1, s51);
    }
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

  /** One row: A {@code [k]} unpacked at aOff, B panel {@code [k × 4L]} at bOff, C at cOff. */
  static void rowMultiplyAdd(int k, float[] a, int aOff, float[] b, int bOff, float[] c, int cOff) {
    FloatVector s0 = FloatVector.fromArray(F, c, cOff);
    FloatVector s1 = FloatVector.fromArray(F, c, cOff + L);
    FloatVector s2 = FloatVector.fromArray(F, c, cOff + 2 * L);
    FloatVector s3 = FloatVector.fromArray(F, c, cOff + 3 * L);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(F, a[aOff + p]);
      s0 = x.fma(FloatVector.fromArray(F, b, bOff + p * COLUMNS), s0);
      s1 = x.fma(FloatVector.fromArray(F, b, bOff + p * COLUMNS + L), s1);
      s2 = x.fma(FloatVector.fromArray(F, b, bOff + p * COLUMNS + 2 * L), s2);
      s3 = x.fma(FloatVector.fromArray(F, b, bOff + p * COLUMNS + 3 * L), s3);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + L);
    s2.intoArray(c, cOff + 2 * L);
    s3.intoArray(c, cOff + 3 * L);
  }
}
