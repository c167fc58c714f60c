package org.lstm4j.simd.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
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
   * @param rows rows of A
   * @param columns columns of A
   * @param a holds A
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param out the sums
   * @param outOff offset of the sums
   */
  public static void columnSums(
      int rows, int columns, float[] a, int aOff, int lda, float[] out, int outOff) {
    int j = 0;
    for (; j <= columns - 4 * L; j += 4 * L) {
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = FloatVector.zero(F);
      FloatVector s2 = FloatVector.zero(F);
      FloatVector s3 = FloatVector.zero(F);
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
      FloatVector sum = FloatVector.zero(F);
      for (int r = 0; r < rows; r++) {
        sum = sum.add(FloatVector.fromArray(F, a, aOff + r * lda + j));
      }
      sum.intoArray(out, outOff + j);
    }
    for (; j < columns; j++) {
      float sum = 0f;
      for (int r = 0; r < rows; r++) {
        sum += a[aOff + r * lda + j];
      }
      out[outOff + j] = sum;
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#gatherRows}.
   *
   * @param rows number of one-hot rows
   * @param indices the hot column of each
   * @param indicesOff offset of the indices
   * @param b packed B
   * @param bias the bias
   * @param biasOff offset of the bias
   * @param c holds C
   * @param cOff offset of C
   * @param ldc leading dimension of C
   */
  public static void gather(
      int rows,
      int[] indices,
      int indicesOff,
      Panels b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc) {
    if (b.isBfloat16) {
      gatherBfloat16(rows, indices, indicesOff, b, bias, biasOff, c, cOff, ldc);
      return;
    }
    for (int r = 0; r < rows; r++) {
      int k = indices[indicesOff + r];
      for (int column = 0; column < b.columns(); column += Panels.COLUMNS) {
        int width = Math.min(Panels.COLUMNS, b.columns() - column);
        long from = b.offset(k, column) / Float.BYTES;
        int to = cOff + r * ldc + column;
        for (int j = 0; j < width; j++) {
          c[to + j] = bias[biasOff + column + j] + b.values.getAtIndex(JAVA_FLOAT, from + j);
        }
      }
    }
  }

  private static void gatherBfloat16(
      int rows,
      int[] indices,
      int indicesOff,
      Panels b,
      float[] bias,
      int biasOff,
      float[] c,
      int cOff,
      int ldc) {
    for (int r = 0; r < rows; r++) {
      for (int column = 0; column < b.columns(); column++) {
        float value = b.bfloat16(indices[indicesOff + r], column);
        c[cOff + r * ldc + column] = bias[biasOff + column] + value;
      }
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#scatterColumns}.
   *
   * @param m columns of A, rows of C
   * @param n columns of C
   * @param rows rows of A
   * @param a holds A
   * @param aOff offset of A
   * @param lda leading dimension of A
   * @param indices the hot column of each row
   * @param indicesOff offset of the indices
   * @param c holds C
   * @param cOff offset of C
   */
  public static void scatter(
      int m,
      int n,
      int rows,
      float[] a,
      int aOff,
      int lda,
      int[] indices,
      int indicesOff,
      float[] c,
      int cOff) {
    Arrays.fill(c, cOff, cOff + m * n, 0f);
    for (int r = 0; r < rows; r++) {
      int column = cOff + indices[indicesOff + r];
      for (int i = 0; i < m; i++) {
        c[column + i * n] += a[aOff + r * lda + i];
      }
    }
  }
}
