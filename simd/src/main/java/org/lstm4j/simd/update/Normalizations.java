package org.lstm4j.simd.update;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.Lanes;

/**
 * Rows of mean 0 and variance 1, and scales and shifts of columns. Owns scratch: for one thread.
 */
public final class Normalizations {
  private static final VectorSpecies<Float> F = Lanes.SPECIES;
  private static final int L = Lanes.COUNT;

  private final Sums sums = new Sums();

  /** Normalizations with scratch of their own. */
  public Normalizations() {}

  /**
   * See {@link org.lstm4j.kernel.Normalizations#standardize}.
   *
   * @param x rows
   * @param epsilon ε
   * @param y rows of mean 0 and variance 1
   * @param scales receives the rows' scales
   */
  public void standardize(Matrix x, double epsilon, Matrix y, Matrix scales) {
    int n = x.columns();
    for (int r = 0; r < x.rows(); r++) {
      int to = y.offset(r);
      float mean = sums.sum(n, x.values(), x.offset(r)) / n;
      subtract(n, x.values(), x.offset(r), mean, y.values(), to);
      double variance = sums.squares(n, y.values(), to) / n + epsilon;
      float scale = (float) (1 / Math.sqrt(variance));
      VectorUpdates.scale(n, scale, y.values(), to);
      scales.values()[scales.offset(r)] = scale;
    }
  }

  private static void subtract(int n, float[] x, int xOff, float mean, float[] y, int yOff) {
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector.fromArray(F, x, xOff + j).sub(mean).intoArray(y, yOff + j);
    }
    for (; j < n; j++) {
      y[yOff + j] = x[xOff + j] - mean;
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Normalizations#standardizeBackward}.
   *
   * @param y what was made
   * @param scales the rows' scales
   * @param dy gradients of y
   * @param dx gradients of x
   */
  public void standardizeBackward(Matrix y, Matrix scales, Matrix dy, Matrix dx) {
    int n = y.columns();
    for (int r = 0; r < y.rows(); r++) {
      float mean = sums.sum(n, dy.values(), dy.offset(r)) / n;
      float share = sums.dot(n, dy.values(), dy.offset(r), y.values(), y.offset(r)) / n;
      subtract(n, dy.values(), dy.offset(r), mean, dx.values(), dx.offset(r));
      float scale = scales.values()[scales.offset(r)];
      project(n, y.values(), y.offset(r), share, scale, dx.values(), dx.offset(r));
    }
  }

  /** dx ← scale·fma(−y, share, dx). */
  private static void project(
      int n, float[] y, int yOff, float share, float scale, float[] dx, int dxOff) {
    int j = 0;
    for (; j <= n - L; j += L) {
      FloatVector rest = FloatVector.fromArray(F, dx, dxOff + j);
      FloatVector minusY = FloatVector.fromArray(F, y, yOff + j).neg();
      minusY.fma(FloatVector.broadcast(F, share), rest).mul(scale).intoArray(dx, dxOff + j);
    }
    for (; j < n; j++) {
      dx[dxOff + j] = scale * Math.fma(-y[yOff + j], share, dx[dxOff + j]);
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Normalizations#affine}.
   *
   * @param x rows
   * @param scales of columns
   * @param shifts of columns
   * @param y receives the rows
   */
  public static void affine(Matrix x, Matrix scales, Matrix shifts, Matrix y) {
    int n = x.columns();
    float[] to = y.values();
    float[] scale = scales.values();
    float[] shift = shifts.values();
    for (int r = 0; r < x.rows(); r++) {
      int from = x.offset(r);
      int at = y.offset(r);
      int j = 0;
      for (; j <= n - L; j += L) {
        FloatVector.fromArray(F, x.values(), from + j)
            .fma(
                FloatVector.fromArray(F, scale, scales.offset() + j),
                FloatVector.fromArray(F, shift, shifts.offset() + j))
            .intoArray(to, at + j);
      }
      for (; j < n; j++) {
        float s = scale[scales.offset() + j];
        to[at + j] = Math.fma(x.values()[from + j], s, shift[shifts.offset() + j]);
      }
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Normalizations#scaleColumns}.
   *
   * @param x rows
   * @param scales of columns
   * @param y receives the rows
   */
  public static void scaleColumns(Matrix x, Matrix scales, Matrix y) {
    int n = x.columns();
    float[] to = y.values();
    float[] scale = scales.values();
    for (int r = 0; r < x.rows(); r++) {
      int from = x.offset(r);
      int at = y.offset(r);
      int j = 0;
      for (; j <= n - L; j += L) {
        FloatVector.fromArray(F, x.values(), from + j)
            .mul(FloatVector.fromArray(F, scale, scales.offset() + j))
            .intoArray(to, at + j);
      }
      for (; j < n; j++) {
        to[at + j] = x.values()[from + j] * scale[scales.offset() + j];
      }
    }
  }

  /**
   * See {@link org.lstm4j.kernel.Normalizations#columnProducts}.
   *
   * @param a A
   * @param b B
   * @param sums the sums, which go on from what is there
   */
  public static void columnProducts(Matrix a, Matrix b, Matrix sums) {
    int n = a.columns();
    float[] to = sums.values();
    int at = sums.offset();
    for (int r = 0; r < a.rows(); r++) {
      int first = a.offset(r);
      int second = b.offset(r);
      int j = 0;
      for (; j <= n - L; j += L) {
        FloatVector.fromArray(F, a.values(), first + j)
            .fma(
                FloatVector.fromArray(F, b.values(), second + j),
                FloatVector.fromArray(F, to, at + j))
            .intoArray(to, at + j);
      }
      for (; j < n; j++) {
        to[at + j] = Math.fma(a.values()[first + j], b.values()[second + j], to[at + j]);
      }
    }
  }
}
