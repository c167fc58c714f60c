package org.lstm4j.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.simd.Lanes;

/**
 * The micro-kernels for tiles: C {@code [6 × 4 vectors]} ← C + A·B, with B in panels.
 *
 * <pre>
 * six by four   24 accumulators + 4 of B + 1 of A = 29 of 32 registers
 * six by two    12 accumulators + 2 of B + 1 of A = 15 of 16 registers
 * </pre>
 *
 * <p>A is read with two strides: element (r, p) stands at {@code aOff + r·rowStride +
 * p·stepStride}. Tiles by number of registers follow BLIS (its skx and haswell kernels); the
 * broadcast of A against vectors of B keeps every element one chain over k. B is packed, so that
 * its index is the loop variable times a constant and C2 hoists its range checks.
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

  /**
   * One tile.
   *
   * @param width columns that are wanted, 1 to 4L; vectors beyond them may be left out
   * @param height rows of A that there are, 1 to 6; rows beyond them repeat the first
   */
  static void multiplyAdd(
      int width,
      int height,
      int k,
      float[] a,
      int aOff,
      int rowStride,
      int stepStride,
      float[] b,
      int bOff,
      float[] c,
      int cOff,
      int ldc) {
    int a1 = height > 1 ? aOff + rowStride : aOff;
    int a2 = height > 2 ? aOff + 2 * rowStride : aOff;
    int a3 = height > 3 ? aOff + 3 * rowStride : aOff;
    int a4 = height > 4 ? aOff + 4 * rowStride : aOff;
    int a5 = height > 5 ? aOff + 5 * rowStride : aOff;
    if (MANY_REGISTERS && width > 2 * L) {
      sixByFour(k, a, aOff, a1, a2, a3, a4, a5, stepStride, b, bOff, c, cOff, ldc);
      return;
    }
    sixByTwo(k, a, aOff, a1, a2, a3, a4, a5, stepStride, b, bOff, c, cOff, ldc);
    if (width > 2 * L) {
      int half = 2 * L;
      sixByTwo(k, a, aOff, a1, a2, a3, a4, a5, stepStride, b, bOff + half, c, cOff + half, ldc);
    }
  }

  private static void sixByFour(
      int k,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      int stepStride,
      float[] b,
      int bOff,
      float[] c,
      int cOff,
      int ldc) {
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
      FloatVector x = FloatVector.broadcast(F, a[a0 + p * stepStride]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      s02 = x.fma(b2, s02);
      s03 = x.fma(b3, s03);
      x = FloatVector.broadcast(F, a[a1 + p * stepStride]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      s12 = x.fma(b2, s12);
      s13 = x.fma(b3, s13);
      x = FloatVector.broadcast(F, a[a2 + p * stepStride]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      s22 = x.fma(b2, s22);
      s23 = x.fma(b3, s23);
      x = FloatVector.broadcast(F, a[a3 + p * stepStride]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      s32 = x.fma(b2, s32);
      s33 = x.fma(b3, s33);
      x = FloatVector.broadcast(F, a[a4 + p * stepStride]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      s42 = x.fma(b2, s42);
      s43 = x.fma(b3, s43);
      x = FloatVector.broadcast(F, a[a5 + p * stepStride]);
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
      int k,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      int stepStride,
      float[] b,
      int bOff,
      float[] c,
      int cOff,
      int ldc) {
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
      FloatVector x = FloatVector.broadcast(F, a[a0 + p * stepStride]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = FloatVector.broadcast(F, a[a1 + p * stepStride]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = FloatVector.broadcast(F, a[a2 + p * stepStride]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = FloatVector.broadcast(F, a[a3 + p * stepStride]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      x = FloatVector.broadcast(F, a[a4 + p * stepStride]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      x = FloatVector.broadcast(F, a[a5 + p * stepStride]);
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
}
