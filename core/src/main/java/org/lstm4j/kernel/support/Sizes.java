package org.lstm4j.kernel.support;

import java.util.Objects;
import org.lstm4j.kernel.CellStep;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;

/** Checks at the doors of {@link Kernels} that the operands of an operation fit together. */
public final class Sizes {
  private Sizes() {}

  /**
   * Checks a product C ← start + A·B.
   *
   * @param a A {@code [m × k]}
   * @param b packed B {@code [k × n]}
   * @param start {@code [m × n]} or {@code [1 × n]}
   * @param c C {@code [m × n]}
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkProduct(Matrix a, PackedMatrix b, Matrix start, Matrix c) {
    checkProduct(a, b, c);
    if (start.columns() != c.columns() || (start.rows() != 1 && start.rows() != c.rows())) {
      throw new IllegalArgumentException(
          "a product of %d × %d cannot start from %d × %d"
              .formatted(c.rows(), c.columns(), start.rows(), start.columns()));
    }
  }

  /**
   * Checks a product C ← A·B.
   *
   * @param a A {@code [m × k]}
   * @param b packed B {@code [k × n]}
   * @param c C {@code [m × n]}
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkProduct(Matrix a, PackedMatrix b, Matrix c) {
    if (a.columns() != b.rows() || a.rows() != c.rows() || b.columns() != c.columns()) {
      throw new IllegalArgumentException(
          "%d × %d times %d × %d is not %d × %d"
              .formatted(a.rows(), a.columns(), b.rows(), b.columns(), c.rows(), c.columns()));
    }
  }

  /**
   * Checks a product C ← Aᵀ·B.
   *
   * @param a A {@code [k × m]}
   * @param b B {@code [k × n]}
   * @param c C {@code [m × n]}
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkTransposedProduct(Matrix a, Matrix b, Matrix c) {
    if (a.rows() != b.rows() || a.columns() != c.rows() || b.columns() != c.columns()) {
      throw new IllegalArgumentException(
          "%d × %d transposed times %d × %d is not %d × %d"
              .formatted(a.rows(), a.columns(), b.rows(), b.columns(), c.rows(), c.columns()));
    }
  }

  /**
   * Checks C[r] ← start + B[index[r]].
   *
   * @param indices the hot column of each row of C
   * @param from place of the first index
   * @param b packed B {@code [k × n]}
   * @param start {@code [1 × n]}
   * @param c C {@code [rows × n]}
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkGather(int[] indices, int from, PackedMatrix b, Matrix start, Matrix c) {
    check("start of gathered rows", start, 1, b.columns());
    check("gathered rows", c, c.rows(), b.columns());
    checkIndices(indices, from, c.rows());
  }

  /**
   * Checks the product of Aᵀ with one-hot rows.
   *
   * @param a A {@code [rows × m]}
   * @param indices the hot column of each row
   * @param from place of the first index
   * @param c C {@code [m × n]}
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkScatter(Matrix a, int[] indices, int from, Matrix c) {
    check("scattered columns", c, a.columns(), c.columns());
    checkIndices(indices, from, a.rows());
  }

  /**
   * Checks that matrices have one size and no gaps, so that they can be taken as one line.
   *
   * @param x the first
   * @param y the second
   * @param z the third
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkLine(Matrix x, Matrix y, Matrix z) {
    y.checkSameSize(x);
    z.checkSameSize(x);
    checkNoGaps(x);
    checkNoGaps(y);
    checkNoGaps(z);
  }

  /**
   * Checks rows that are made into others, with a number for each of them.
   *
   * @param x the rows
   * @param scales {@code [rows × 1]}
   * @param y the others
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkRows(Matrix x, Matrix scales, Matrix y) {
    y.checkSameSize(x);
    check("scales of rows", scales, x.rows(), 1);
  }

  /**
   * Checks rows that are made into others, with a number for each column.
   *
   * @param x the rows
   * @param columns {@code [1 × columns]}
   * @param y the others
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkColumns(Matrix x, Matrix columns, Matrix y) {
    y.checkSameSize(x);
    check("numbers of columns", columns, 1, x.columns());
  }

  /**
   * Checks what a step of an LSTM's cell reads and writes on the way forward.
   *
   * @param step the step
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkForward(CellStep step) {
    int sequences = step.sequences();
    int units = step.units();
    check("gates", step.gates, sequences, Gates.COUNT * units);
    check("cells before", step.before, sequences, units);
    check("cells", step.cells, sequences, units);
    check("cell outputs", step.outputs, sequences, units);
    check("hidden states", step.hidden, sequences, units);
    if (step.hasPeepholes()) {
      check("peepholes", step.peepholes, CellStep.PEEPHOLES, units);
    }
    if (step.keepsUnclipped()) {
      check("gates before clipping", step.unclipped, sequences, Gates.COUNT * units);
    }
  }

  /**
   * Checks what a step of an LSTM's cell reads and writes on the way back.
   *
   * @param step the step
   * @throws IllegalArgumentException naming the sizes, if they do not fit
   */
  public static void checkBackward(CellStep step) {
    checkForward(step);
    check("hidden gradients", step.dHidden, step.sequences(), step.units());
    check("cell gradients", step.dCells, step.sequences(), step.units());
    if (step.equations.clips()) {
      check("gates before clipping", step.unclipped, step.sequences(), Gates.COUNT * step.units());
    }
  }

  private static void checkNoGaps(Matrix matrix) {
    if (matrix.rows() > 1 && matrix.stride() != matrix.columns()) {
      throw new IllegalArgumentException(
          "the rows of %s have gaps; expected none".formatted(matrix));
    }
  }

  /**
   * Checks that a matrix has a size.
   *
   * @param what its name, for the message
   * @param matrix the matrix
   * @param rows the rows it must have
   * @param columns the columns it must have
   * @throws IllegalArgumentException naming the sizes, if it has others
   */
  public static void check(String what, Matrix matrix, int rows, int columns) {
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw new IllegalArgumentException(
          "the %s are %d × %d; expected %d × %d"
              .formatted(what, matrix.rows(), matrix.columns(), rows, columns));
    }
  }

  /**
   * Checks that there are enough indices.
   *
   * @param indices the indices
   * @param from place of the first
   * @param count how many are wanted
   * @throws IndexOutOfBoundsException if they reach beyond the array
   */
  public static void checkIndices(int[] indices, int from, int count) {
    Objects.checkFromIndexSize(from, count, indices.length);
  }
}
