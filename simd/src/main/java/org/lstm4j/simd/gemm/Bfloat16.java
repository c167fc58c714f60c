package org.lstm4j.simd.gemm;

import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.simd.Lanes;

/** Whole vectors of panels from floats to pairs of bfloat16 and back; see {@link Panels}. */
final class Bfloat16 {
  /** The bits of an integer that are a float, the right one of a pair. */
  static final int UPPER = 0xffff_0000;

  private static final VectorSpecies<Integer> I = Lanes.INT_SPECIES;
  private static final int L = Lanes.COUNT;
  private static final long V = Lanes.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Bfloat16() {}

  /**
   * Rounds rows of a panel.
   *
   * @param count floats, a multiple of two vectors
   * @param values the floats
   * @param pairs receives half as many pairs
   */
  static void round(int count, float[] values, int[] pairs) {
    for (int i = 0; i < count; i += 2 * L) {
      for (int j = i; j < i + L; j++) {
        int left = Float.floatToRawIntBits(WeightFormat.BFLOAT16.round(values[j]));
        int right = Float.floatToRawIntBits(WeightFormat.BFLOAT16.round(values[j + L]));
        pairs[i / 2 + j - i] = (left >>> 16) | (right & UPPER);
      }
    }
  }

  /**
   * Makes rows of a panel floats.
   *
   * @param vectors the number of vectors of pairs
   * @param pairs holds the pairs
   * @param from where they begin, in bytes
   * @param values receives twice as many vectors of floats
   */
  static void unpack(int vectors, MemorySegment pairs, long from, MemorySegment values) {
    for (int i = 0; i < vectors; i++) {
      IntVector pair = IntVector.fromMemorySegment(I, pairs, from + i * V, ORDER);
      pair.lanewise(LSHL, 16).intoMemorySegment(values, i * (2 * V), ORDER);
      pair.and(UPPER).intoMemorySegment(values, i * (2 * V) + V, ORDER);
    }
  }
}
