package org.lstm4j.model;

import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec.Input;

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
  private final Input kind;
  private final int inputSize;
  private final int maxSteps;
  private final int maxBatch;
  private int steps;
  private int batch;

  /**
   * Allocates inputs.
   *
   * @param kind numbers or indices
   * @param inputSize I, numbers per step; of no account for indices
   * @param maxSteps the longest sequence T, at least 1
   * @param maxBatch the largest batch B, at least 1
   */
  public Inputs(Input kind, int inputSize, int maxSteps, int maxBatch) {
    ModelSpec.checkSize("number of steps", maxSteps);
    ModelSpec.checkSize("batch size", maxBatch);
    boolean numbers = kind == Input.VALUES;
    this.values = numbers ? Buffers.floats("inputs", maxSteps, maxBatch, inputSize) : NO_VALUES;
    this.indices = numbers ? NO_INDICES : Buffers.ints("inputs", maxSteps, maxBatch);
    this.rows = new Matrix(this.values, numbers ? inputSize : 1);
    this.kind = kind;
    this.inputSize = inputSize;
    this.maxSteps = maxSteps;
    this.maxBatch = maxBatch;
    begin(maxSteps, maxBatch);
  }

  /**
   * Sets the size of the batch at hand; its rows lie without gaps from offset 0.
   *
   * @param newSteps T, 1 to the maximum
   * @param newBatch B, 1 to the maximum
   * @throws IllegalArgumentException if a size is out of range
   */
  public void begin(int newSteps, int newBatch) {
    if (newSteps < 1 || newSteps > maxSteps || newBatch < 1 || newBatch > maxBatch) {
      throw new IllegalArgumentException(
          "a batch of %d steps × %d sequences does not fit inputs for %d × %d"
              .formatted(newSteps, newBatch, maxSteps, maxBatch));
    }
    steps = newSteps;
    batch = newBatch;
    if (kind == Input.VALUES) {
      rows.move(0, steps * batch);
    }
  }

  /** Checks that a model reads inputs of this kind and size. */
  void checkFits(ModelSpec spec) {
    if (kind != spec.input() || (kind == Input.VALUES && inputSize != spec.inputSize())) {
      throw new IllegalArgumentException(
          "the inputs are %d %s per step; the model reads %d %s"
              .formatted(inputSize, kind, spec.inputSize(), spec.input()));
    }
  }

  /** {@return the numbers of the batch at hand, {@code [T·B × I]}; empty for index inputs} */
  public Matrix rows() {
    return rows;
  }

  /** {@return time steps T of the batch at hand} */
  public int steps() {
    return steps;
  }

  /** {@return sequences B of the batch at hand} */
  public int batch() {
    return batch;
  }
}
