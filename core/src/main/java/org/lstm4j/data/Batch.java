package org.lstm4j.data;

import java.util.Optional;
import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;

/**
 * B samples side by side, time-major, with their targets. Allocated once for the largest batch and
 * filled again and again.
 *
 * <pre>
 * inputs         [T × B × I] numbers or [T × B] indices
 * targetValues   [rows × O]  rows = T·B with a target at every step, else B
 * targetIndices  [rows]      in place of targetValues where a target is a class
 * </pre>
 */
public final class Batch {
  private static final float[] NO_VALUES = {};
  private static final int[] NO_INDICES = {};

  /** Target numbers {@code [rows × O]}; empty where targets are classes. */
  public final float[] targetValues;

  /** Target classes {@code [rows]}; empty where targets are numbers. */
  public final int[] targetIndices;

  private final Matrix targets; // of the numbers
  private final SampleShape shape;
  private final Inputs inputs;
  private final int[] samples;
  private Optional<ModelState> initialState = Optional.empty();

  /**
   * Allocates a batch.
   *
   * @param shape of its samples
   * @param maxBatch the most samples, at least 1
   */
  public Batch(SampleShape shape, int maxBatch) {
    this.shape = shape;
    this.inputs = new Inputs(shape.input(), shape.inputSize(), shape.steps(), maxBatch);
    int rows = rows(maxBatch);
    boolean numbers = shape.target() == Kind.VALUES;
    this.targetValues = numbers ? Buffers.floats("targets", rows, shape.targetSize()) : NO_VALUES;
    this.targetIndices = numbers ? NO_INDICES : Buffers.ints("targets", rows);
    this.samples = new int[maxBatch];
    this.targets = new Matrix(this.targetValues, shape.targetSize());
  }

  /**
   * Sets the number of samples that follow.
   *
   * @param count B, 1 to the maximum
   * @throws IllegalArgumentException if it is out of range
   */
  public void begin(int count) {
    inputs.begin(shape.steps(), count);
    initialState = Optional.empty();
    for (int b = 0; b < count; b++) {
      this.samples[b] = b;
    }
    if (shape.target() == Kind.VALUES) {
      targets.move(0, rows());
    }
  }

  /**
   * Lets the batch start from other than zero states; {@link #begin} takes that back.
   *
   * @param state the states, one per sample; kept, not copied
   * @throws IllegalArgumentException if the number of sequences differs
   */
  public void startFrom(ModelState state) {
    if (state.batch() != size()) {
      throw new IllegalArgumentException(
          "the state is of %d sequences; the batch has %d".formatted(state.batch(), size()));
    }
    initialState = Optional.of(state);
  }

  /** {@return the states to start from, if not zero} */
  public Optional<ModelState> initialState() {
    return initialState;
  }

  /**
   * Says which samples of a dataset these are, for whom it matters, such as dropout; {@link #begin}
   * numbers them from 0.
   *
   * @param numbers numbers of samples
   * @param from index of the first one's
   */
  public void number(int[] numbers, int from) {
    System.arraycopy(numbers, from, samples, 0, size());
  }

  /** {@return the numbers of the samples at hand, from index 0 on, not a copy} */
  public int[] samples() {
    return samples;
  }

  /** {@return the inputs} */
  public Inputs inputs() {
    return inputs;
  }

  /** {@return the target numbers at hand, {@code [rows × O]}; empty where targets are classes} */
  public Matrix targets() {
    return targets;
  }

  /** {@return the shape of the samples} */
  public SampleShape shape() {
    return shape;
  }

  /** {@return time steps T} */
  public int steps() {
    return shape.steps();
  }

  /** {@return the number of samples B at hand} */
  public int size() {
    return inputs.extent().batch();
  }

  /** {@return the number of targets at hand: T·B, or B if only the last step has one} */
  public int rows() {
    return rows(size());
  }

  private int rows(int samples) {
    return shape.output() == Output.LAST ? samples : Math.multiplyExact(shape.steps(), samples);
  }

  /**
   * Checks that a model can be trained on this batch.
   *
   * @param spec the model
   * @throws IllegalArgumentException naming the first thing that does not fit: a size, or an index
   *     out of range
   */
  public void checkFits(ModelSpec spec) {
    shape.checkFits(spec);
    if (shape.input() == Kind.INDICES) {
      checkIndices("input", inputs.indices, steps() * size(), shape.inputSize());
    }
    if (shape.target() == Kind.INDICES) {
      checkIndices("target", targetIndices, rows(), shape.targetSize());
    }
  }

  private static void checkIndices(String what, int[] indices, int count, int classes) {
    for (int i = 0; i < count; i++) {
      if (indices[i] < 0 || indices[i] >= classes) {
        throw new IllegalArgumentException(
            "%s %d of the batch is %d; expected 0 to %d"
                .formatted(what, i, indices[i], classes - 1));
      }
    }
  }
}
