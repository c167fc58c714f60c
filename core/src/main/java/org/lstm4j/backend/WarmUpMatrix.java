package org.lstm4j.backend;

import java.util.Arrays;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;

/**
 * A packed matrix in the form of the backend that starts, of the one that warms up, or of both with
 * the same values. An operation finds the form that it wants; if need be, it is made of the other.
 *
 * <p>Threads that share the matrix may make a form at the same time: each makes one with the same
 * values, and one of them stays. Once kernels have settled on the second backend the matrix keeps
 * its form only, and whoever shares it follows.
 */
final class WarmUpMatrix implements PackedMatrix {
  private final int rows;
  private final int columns;
  private final WeightFormat format;
  private final Form starter = new Form();
  private final Form warm = new Form();
  private volatile boolean onlyWarm;

  /** The matrix as one of the backends keeps it. */
  private static final class Form {
    /** With the present values; null if there is none. */
    private volatile PackedMatrix present;

    /** With the present values or older ones; null if there is none. */
    private PackedMatrix room;

    /** Whether an operation wanted it since the matrix was packed. */
    private boolean wanted;

    /** Whether new values are packed into it. */
    private boolean packed;

    PackedMatrix room(WarmUpMatrix matrix, Kernels kernels) {
      PackedMatrix found = room;
      return found == null ? matrix.newForm(kernels) : found;
    }

    void keep(PackedMatrix filled) {
      room = filled;
      present = filled;
    }

    void drop() {
      present = null;
      room = null;
    }
  }

  /**
   * A matrix of zeros.
   *
   * @param rows rows k
   * @param columns columns n
   * @param format what is kept of each value, in either form
   * @param isWarm which form it has
   * @param kernels of that backend
   */
  WarmUpMatrix(int rows, int columns, WeightFormat format, boolean isWarm, Kernels kernels) {
    this.rows = rows;
    this.columns = columns;
    this.format = format;
    (isWarm ? warm : starter).keep(newForm(kernels));
  }

  private PackedMatrix newForm(Kernels kernels) {
    return kernels.newPackedMatrix(rows, columns, format);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** {@return whether the form of the starter has been given up} */
  boolean isOnlyWarm() {
    return onlyWarm;
  }

  /** Gives up the form of the starter; the other one must be there. */
  void giveUpStarter() {
    onlyWarm = true;
    starter.drop();
  }

  /**
   * Finds or makes a form.
   *
   * @param isWarm which one
   * @param kernels both backends' kernels, of the thread that calls
   * @return the form, with the present values
   */
  PackedMatrix form(boolean isWarm, WarmUpKernels kernels) {
    Form wanted = isWarm ? warm : starter;
    if (!wanted.wanted) {
      wanted.wanted = true;
    }
    Form other = isWarm ? starter : warm;
    while (true) { // one of the two is there, but the other one may go while we look
      PackedMatrix present = wanted.present;
      if (present != null) {
        return present;
      }
      PackedMatrix source = other.present;
      if (source != null) {
        Matrix values = rowMajor(source, kernels.of(!isWarm));
        PackedMatrix made = wanted.room(this, kernels.of(isWarm));
        kernels.of(isWarm).pack(made, values);
        wanted.keep(made);
        return made;
      }
    }
  }

  /**
   * All rows, each added to −0, which changes no value and no sign. What was rounded stays what it
   * is when it is packed once more.
   */
  private Matrix rowMajor(PackedMatrix matrix, Kernels kernels) {
    int[] all = new int[rows];
    Arrays.setAll(all, row -> row);
    float[] nothing = new float[columns];
    Arrays.fill(nothing, -0f);
    Matrix values = new Matrix(new float[Math.multiplyExact(rows, columns)], columns);
    kernels.gatherRows(all, 0, matrix, new Matrix(nothing, columns), values);
    return values;
  }

  /** Says that new values are about to be packed: into the forms that were wanted for the last. */
  void beginPacking() {
    warm.packed = onlyWarm || warm.wanted;
    starter.packed = !onlyWarm && (starter.wanted || !warm.packed);
    warm.wanted = false;
    starter.wanted = false;
  }

  /**
   * Finds out where to pack the new values.
   *
   * @param isWarm for which backend
   * @param kernels both backends' kernels
   * @return a matrix for it to fill; null if it shall pack nothing
   */
  PackedMatrix room(boolean isWarm, WarmUpKernels kernels) {
    Form form = isWarm ? warm : starter;
    return form.packed ? form.room(this, kernels.of(isWarm)) : null;
  }

  /** Says that a backend has packed the new values. */
  void packed(boolean isWarm, PackedMatrix filled) {
    (isWarm ? warm : starter).keep(filled);
  }

  /** Says that the new values are packed. */
  void endPacking() {
    if (!warm.packed) {
      warm.present = null;
    }
    if (!starter.packed) {
      starter.present = null;
    }
  }
}
