package org.lstm4j.model;

import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Settings;

/**
 * The inputs of one batch, time-major: T × B × I numbers, or T × B indices. Allocated once for the
 * largest batch and reused.
 */
public final class Inputs {
  private static final float[] NO_VALUES = {};
  private static final int[] NO_INDICES = {};

  /** The numbers {@code [T × B × I]}; empty for index inputs. */
  public final float[] values;

  /** The indices {@code [T × B]}; empty for inputs of numbers. */
  public final int[] indices;

  private final Matrix rows; // of the numbers
  private final Kind kind;
  private final int inputSize;
  private final Extent extent;

  /**
   * Allocates inputs.
   *
   * @param kind numbers or indices
   * @param inputSize I, numbers per step; of no account for indices
   * @param maxSteps the longest sequence T, at least 1
   * @param maxBatch the largest batch B, at least 1
   */
  public Inputs(Kind kind, int inputSize, int maxSteps, int maxBatch) {
    Settings.checkSize("number of steps", maxSteps);
    Settings.checkSize("batch size", maxBatch);
    boolean numbers = kind == Kind.VALUES;
    this.values = numbers ? Buffers.floats("inputs", maxSteps, maxBatch, inputSize) : NO_VALUES;
    this.indices = numbers ? NO_INDICES : Buffers.ints("inputs", maxSteps, maxBatch);
    this.rows = new Matrix(this.values, numbers ? inputSize : 1);
    this.kind = kind;
    this.inputSize = inputSize;
    this.extent = new Extent(maxSteps, maxBatch);
  }

  /**
   * Sets the size of the batch at hand; its rows lie without gaps from offset 0.
   *
   * @param steps T, 1 to the maximum
   * @param batch B, 1 to the maximum
   * @throws IllegalArgumentException if a size is out of range
   */
  public void begin(int steps, int batch) {
    extent.begin(steps, batch);
    moveRows();
  }

  /**
   * Sets the lengths of the sequences of the batch at hand. Step after step, there is a row for
   * each sequence that has the step, and none for the others.
   *
   * @param lengths the length of each sequence in descending order, each from 1 to the most steps
   * @param batch B, 1 to the maximum
   * @throws IllegalArgumentException if a size is out of range or the order is another
   */
  public void begin(int[] lengths, int batch) {
    extent.begin(lengths, batch);
    moveRows();
  }

  private void moveRows() {
    if (kind == Kind.VALUES) {
      rows.move(0, extent.rows());
    }
  }

  /** Checks that a model reads inputs of this kind and size. */
  void checkFits(ModelSpec spec) {
    if (kind != spec.input() || (kind == Kind.VALUES && inputSize != spec.inputSize())) {
      throw new IllegalArgumentException(
          "the inputs are %d %s per step; the model reads %d %s"
              .formatted(inputSize, kind, spec.inputSize(), spec.input()));
    }
  }

  /** {@return the numbers of the batch at hand, {@code [R × I]}; empty for index inputs} */
  public Matrix rows() {
    return rows;
  }

  /** {@return the steps and sequences of the batch at hand} */
  public Extent extent() {
    return extent;
  }
}
