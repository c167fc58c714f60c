package org.lstm4j.kernel;

/**
 * What layers that normalise are made of: rows of mean 0 and variance 1, and a scale and a shift
 * for each column. See {@link Kernels} for the conventions.
 */
public interface Normalizations {

  /**
   * Rows of mean 0 and variance 1: with m = float(Σx) / n, d = x − m and v = Σd² / n + ε in double,
   * both sums in the shape of {@link org.lstm4j.kernel.support.SumShape}, {@code y =
   * d·float(1/√v)}.
   *
   * @param x rows {@code [rows × n]}
   * @param epsilon ε, positive
   * @param y rows of mean 0 and variance 1, of the same size, overwritten; may be x
   * @param scales receives each row's float(1/√v) {@code [rows × 1]}
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void standardize(Matrix x, double epsilon, Matrix y, Matrix scales);

  /**
   * The way back through {@link #standardize}: with a = Σdy / n and b = Σdy·y / n, each sum rounded
   * to float before the division, {@code dx = scale·fma(−y, b, dy − a)}.
   *
   * @param y what it made {@code [rows × n]}
   * @param scales the rows' scales {@code [rows × 1]}
   * @param dy gradients of y
   * @param dx gradients of x, overwritten; may be dy
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void standardizeBackward(Matrix y, Matrix scales, Matrix dy, Matrix dx);

  /**
   * y ← {@code fma(x, scale, shift)}, with a scale and a shift for each column.
   *
   * @param x rows {@code [rows × n]}
   * @param scales {@code [1 × n]}
   * @param shifts {@code [1 × n]}
   * @param y of the size of x, overwritten; may be x
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void affine(Matrix x, Matrix scales, Matrix shifts, Matrix y);

  /**
   * y ← x·scale, with a scale for each column.
   *
   * @param x rows {@code [rows × n]}
   * @param scales {@code [1 × n]}
   * @param y of the size of x, overwritten; may be x
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void scaleColumns(Matrix x, Matrix scales, Matrix y);

  /**
   * Sums over rows of products, the gradient of a scale: {@code sums[j] = fma(a[r][j], b[r][j],
   * sums[j])} in ascending order of r from +0, or from the old value.
   *
   * @param a A {@code [rows × n]}
   * @param b B, of the same size
   * @param sums the sums {@code [1 × n]}
   * @param accumulate whether the sums start at their old values
   * @throws IllegalArgumentException if the sizes do not fit
   */
  void columnProducts(Matrix a, Matrix b, Matrix sums, boolean accumulate);
}
