package org.lstm4j.layer;

import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Matrix;

/**
 * What flows between two layers in one workspace: the rows that one writes and the other reads, and
 * their gradients, which flow the other way. Who writes a signal owns it: it moves the views to the
 * rows of the batch at hand when a pass begins.
 */
public final class Signal {
  private final Extent extent;
  private final Matrix values;
  private final Matrix gradients;
  private int[] indices = {};

  /**
   * A signal of numbers, or one of indices that has no numbers.
   *
   * @param extent the steps and sequences of the batch at hand
   * @param values a view of the rows {@code [R × size]}
   * @param gradients a view of their gradients; null if nobody wants them
   */
  public Signal(Extent extent, Matrix values, Matrix gradients) {
    this.extent = extent;
    this.values = values;
    this.gradients = gradients;
  }

  /**
   * A signal of numbers with an array of its own.
   *
   * @param extent the steps and sequences of the batch at hand
   * @param size numbers per row
   * @param gradients whether there shall be room for gradients
   * @return the signal; {@link #begin} moves it to the batch at hand
   * @throws IllegalArgumentException if the array would be too long
   */
  public static Signal withRoom(Extent extent, int size, Gradients gradients) {
    return new Signal(
        extent,
        room("outputs", extent, size),
        gradients == Gradients.NONE ? null : room("output gradients", extent, size));
  }

  private static Matrix room(String what, Extent extent, int size) {
    float[] array = Buffers.floats(what, extent.maxSteps(), extent.maxBatch(), size);
    return new Matrix(array, size);
  }

  /** Moves the views of a signal with an array of its own to the rows of the batch at hand. */
  public void begin() {
    values.move(0, extent.rows());
    if (gradients != null) {
      gradients.move(0, extent.rows());
    }
  }

  /** {@return the steps and sequences of the batch at hand} */
  public Extent extent() {
    return extent;
  }

  /** {@return the rows {@code [R × size]}; empty for indices} */
  public Matrix values() {
    return values;
  }

  /** {@return the rows' gradients {@code [R × size]}; null if nobody wants them} */
  public Matrix gradients() {
    return gradients;
  }

  /** {@return the index of each row, from 0 on; empty for numbers} */
  public int[] indices() {
    return indices;
  }

  /**
   * Sets the indices of a batch.
   *
   * @param newIndices one for each row, from 0 on; kept, not copied
   */
  public void setIndices(int[] newIndices) {
    indices = newIndices;
  }
}
