package org.lstm4j.layer;

import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * Rows of mean 0 and variance 1 inside of a layer, kept for the way back. Whoever uses it writes
 * rows into it, has them normalised in place, and scales them to where they are wanted.
 */
final class RowNorm {
  /** ε, that of PyTorch's layer normalisation. */
  private static final double EPSILON = 1e-5;

  private final Matrix all;
  private final Matrix allScales;
  private final Matrix rows = new Matrix();
  private final Matrix scales = new Matrix();

  RowNorm(Extent extent, int size) {
    all =
        new Matrix(
            Buffers.floats("normalised rows", extent.maxSteps(), extent.maxBatch(), size), size);
    allScales =
        new Matrix(Buffers.floats("scales of rows", extent.maxSteps(), extent.maxBatch()), 1);
  }

  /**
   * {@return rows of it, to be written to or read}
   *
   * @param from the first row
   * @param to the row after the last one
   */
  Matrix rows(int from, int to) {
    scales.rows(allScales, from, to);
    return rows.rows(all, from, to);
  }

  /** Normalises the rows that {@link #rows} gave last. */
  void normalize(Kernels kernels) {
    kernels.standardize(rows, EPSILON, rows, scales);
  }

  /** dx ← the way back of dy·weight through the rows that {@link #rows} gave last. */
  void backward(Kernels kernels, Matrix dy, Matrix weight, Matrix dx) {
    kernels.scaleColumns(dy, weight, dx);
    kernels.standardizeBackward(rows, scales, dx, dx);
  }
}
