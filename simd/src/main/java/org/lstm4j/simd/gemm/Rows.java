package org.lstm4j.simd.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Lanes;

/** Sums over rows, and the products with one-hot rows that need no product. */
public final class Rows {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  /** Who cuts columns into parts cuts at multiples of this many. */
  public static final int PART_COLUMNS = 4 * L;

  private Rows() {}

  /**
   * See {@link org.lstm4j.kernel.Kernels#columnSums}.
   *
   * @param a A
   * @param sums the sums
   * @param accumulate whether they start at their old values
   */
  public static void columnSums(Matrix a, Matrix sums, boolean accumulate) {
    float[] out = sums.values();
    int outOff = sums.offset();
    if (!accumulate) {
      sums.fill(0f);
    }
    columnSums(a.rows(), a.columns(), a.values(), a.offset(), a.stride(), out, outOff);
  }

  private static void columnSums(
      int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff) {
    int j = 0;
    for (; j <= columns - 4 * L; j += 4 * L) {
      FloatVector s0 = FloatVector.fromArray(F, out, outOff + j);
      FloatVector s1 = FloatVector.fromArray(F, out, outOff + j + L);
      FloatVector s2 = FloatVector.fromArray(F, out, outOff + j + 2 * L);
      FloatVector s3 = FloatVector.fromArray(F, out, outOff + j + 3 * L);
      for (int r = 0; r < rows; r++) {
        int row = aOff + r * lda + j;
        s0 = s0.add(FloatVector.fromArray(F, a, row));
        s1 = s1.add(FloatVector.fromArray(F, a, row + L));
        s2 = s2.add(FloatVector.fromArray(F, a, row + 2 * L));
        s3 = s3.add(FloatVector.fromArray(F, a, row + 3 * L));
      }
      s0.intoArray(out, outOff + j);
      s1.intoArray(out, outOff + j + L);
      s2.intoArray(out, outOff + j + 2 * L);
      s3.intoArray(out, outOff + j + 3 * L);
    }
    for (; j <= columns - L; j += L) {
      FloatVector sum = FloatVector.fromArray(F, out, outOff + j);
      for (int r = 0; r < rows; r++) {
        sum = sum.add(FloatVector.fromArray(F, a, aOff + r * lda + j));
      }
      sum.intoArray(out, outOff + j);
    }
    for (; j < columns; j++) {
      float sum = out[outOff + j];
      for (int r = 0; r < rows; r++) {
        sum += a[aOff + r * lda + j];
      }
      out[outOff + j] = sum;
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#gatherRows}.
   *
   * @param indices the hot column of each row
   * @param from place of the first index
   * @param b packed B
   * @param start what is added to
   * @param c C
   */
  public static void gather(int[] indices, int from, Panels b, Matrix start, Matrix c) {
    if (b.isBfloat16) {
      gatherBfloat16(indices, from, b, start, c);
      return;
    }
    float[] bias = start.values();
    float[] to = c.values();
    for (int r = 0; r < c.rows(); r++) {
      int k = indices[from + r];
      for (int column = 0; column < b.columns(); column += Panels.COLUMNS) {
        int width = Math.min(Panels.COLUMNS, b.columns() - column);
        long row = b.offset(k, column) / Float.BYTES;
        int s = start.offset() + column;
        int z = c.offset(r) + column;
        for (int j = 0; j < width; j++) {
          to[z + j] = bias[s + j] + b.values.getAtIndex(JAVA_FLOAT, row + j);
        }
      }
    }
  }

  private static void gatherBfloat16(int[] indices, int from, Panels b, Matrix start, Matrix c) {
    for (int r = 0; r < c.rows(); r++) {
      for (int column = 0; column < b.columns(); column++) {
        float value = b.bfloat16(indices[from + r], column);
        c.values()[c.offset(r) + column] = start.values()[start.offset() + column] + value;
      }
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#scatterColumns}.
   *
   * @param a A
   * @param indices the hot column of each row
   * @param from place of the first index
   * @param c C
   * @param accumulate whether C keeps its old values
   */
  public static void scatter(Matrix a, int[] indices, int from, Matrix c, boolean accumulate) {
    float[] to = c.values();
    if (!accumulate) {
      c.fill(0f);
    }
    int stride = c.stride();
    for (int r = 0; r < a.rows(); r++) {
      int column = c.offset() + indices[from + r];
      int row = a.offset(r);
      for (int i = 0; i < a.columns(); i++) {
        to[column + i * stride] += a.values()[row + i];
      }
    }
  }
}
