package org.lstm4j.simd.gemm;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static org.lstm4j.simd.gemm.Bfloat16.UPPER;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.Tuning;

/**
 * The micro-kernels for one row on panels of bfloat16, the counterparts of {@link RowKernels}: a
 * vector of pairs is loaded, and a shift and a mask make it the two vectors of B.
 *
 * <pre>
 * by eight   8 accumulators + 1 of A + the mask + pairs and vectors of B
 * by four    4 accumulators
 * by two     2 accumulators
 * </pre>
 */
final class Bfloat16RowKernels {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final VectorSpecies<Integer> I = Lanes.INT_SPECIES;
  private static final int L = Lanes.COUNT;
  private static final long V = Lanes.BYTES;
  private static final long ROW = Panels.BFLOAT16_ROW_BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Whether every vector of pairs lies in a panel of its own. */
  private static final boolean NARROW = Tuning.PANEL_VECTORS == 2;

  /**
   * Whether both of eight vectors' halves come from memory, once as integers and once as floats, so
   * that C2 does not see that they are the same. Else it keeps pairs in registers over several
   * turns of the loop, and with 16 spills accumulators.
   */
  private static final boolean TWICE = !Tuning.MANY_REGISTERS;

  private Bfloat16RowKernels() {}

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
    long panel = k * ROW;
    long b1 = NARROW ? bOff + panel : bOff + V;
    long b2 = NARROW ? bOff + 2 * panel : bOff + panel;
    long b3 = NARROW ? bOff + 3 * panel : bOff + panel + V;
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
      IntVector right = IntVector.fromMemorySegment(I, b, bOff + row, ORDER);
      IntVector left =
          TWICE
              ? FloatVector.fromMemorySegment(F, b, bOff + row, ORDER).reinterpretAsInts()
              : right;
      s0 = x.fma(left.lanewise(LSHL, 16).reinterpretAsFloats(), s0);
      s1 = x.fma(right.and(UPPER).reinterpretAsFloats(), s1);
      right = IntVector.fromMemorySegment(I, b, b1 + row, ORDER);
      left =
          TWICE ? FloatVector.fromMemorySegment(F, b, b1 + row, ORDER).reinterpretAsInts() : right;
      s2 = x.fma(left.lanewise(LSHL, 16).reinterpretAsFloats(), s2);
      s3 = x.fma(right.and(UPPER).reinterpretAsFloats(), s3);
      right = IntVector.fromMemorySegment(I, b, b2 + row, ORDER);
      left =
          TWICE ? FloatVector.fromMemorySegment(F, b, b2 + row, ORDER).reinterpretAsInts() : right;
      s4 = x.fma(left.lanewise(LSHL, 16).reinterpretAsFloats(), s4);
      s5 = x.fma(right.and(UPPER).reinterpretAsFloats(), s5);
      right = IntVector.fromMemorySegment(I, b, b3 + row, ORDER);
      left =
          TWICE ? FloatVector.fromMemorySegment(F, b, b3 + row, ORDER).reinterpretAsInts() : right;
      s6 = x.fma(left.lanewise(LSHL, 16).reinterpretAsFloats(), s6);
      s7 = x.fma(right.and(UPPER).reinterpretAsFloats(), s7);
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
    long panel = k * ROW;
    long b1 = NARROW ? bOff + panel : bOff + V;
    FloatVector s0 = FloatVector.fromArray(F, start, sOff);
    FloatVector s1 = FloatVector.fromArray(F, start, sOff + L);
    FloatVector s2 = FloatVector.fromArray(F, start, sOff + 2 * L);
    FloatVector s3 = FloatVector.fromArray(F, start, sOff + 3 * L);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(F, a[aOff + p]);
      long row = p * ROW;
      IntVector pair = IntVector.fromMemorySegment(I, b, bOff + row, ORDER);
      s0 = x.fma(pair.lanewise(LSHL, 16).reinterpretAsFloats(), s0);
      s1 = x.fma(pair.and(UPPER).reinterpretAsFloats(), s1);
      pair = IntVector.fromMemorySegment(I, b, b1 + row, ORDER);
      s2 = x.fma(pair.lanewise(LSHL, 16).reinterpretAsFloats(), s2);
      s3 = x.fma(pair.and(UPPER).reinterpretAsFloats(), s3);
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
      IntVector pair = IntVector.fromMemorySegment(I, b, bOff + row, ORDER);
      s0 = x.fma(pair.lanewise(LSHL, 16).reinterpretAsFloats(), s0);
      s1 = x.fma(pair.and(UPPER).reinterpretAsFloats(), s1);
    }
    s0.intoArray(c, cOff);
    s1.intoArray(c, cOff + L);
  }
}
