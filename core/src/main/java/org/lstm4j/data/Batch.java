package org.lstm4j.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.lstm4j.file.Sha256;
import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;

/**
 * B samples side by side, time-major, with their targets. Allocated once for the largest batch and
 * filled again and again.
 *
 * <pre>
 * inputs         [R × I] numbers or [R] indices; R = T·B where all samples are of one length
 * targetValues   [rows × O]  rows = R with a target at every step, else B
 * targetIndices  [rows]      in place of targetValues where a target is a class
 * </pre>
 *
 * <p>Samples of several lengths stand in descending order of them; a step has a row for each sample
 * that has the step and none for the others, see {@link Extent}.
 */
public final class Batch {
  private static final float[] NO_VALUES = {};
  private static final int[] NO_INDICES = {};

  /** A NaN that arithmetic does not make: what stands where a dataset has written nothing. */
  private static final int NOT_FILLED_BITS = 0x7fc0_1f11;

  private static final float NOT_FILLED = Float.intBitsToFloat(NOT_FILLED_BITS);
  private static final int NO_INDEX = Integer.MIN_VALUE + 1;

  /** In place of a class that is ignored: none is. */
  public static final int NONE_IGNORED = Integer.MIN_VALUE;

  /** Target numbers {@code [rows × O]}; empty where targets are classes. */
  public final float[] targetValues;

  /** Target classes {@code [rows]}; empty where targets are numbers. */
  public final int[] targetIndices;

  private final Matrix targets; // of the numbers
  private final SampleShape shape;
  private final Inputs inputs;
  private final int[] samples;
  private final int[] lengths;
  private final int maxRows;
  private float[] weights = NO_VALUES; // of targets, once they were wanted
  private boolean weighted;
  private boolean begun; // since a dataset was asked to fill it
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
    int rows = shape.output() == Output.LAST ? 1 : shape.steps();
    boolean numbers = shape.target() == Kind.VALUES;
    this.targetValues =
        numbers ? Buffers.floats("targets", rows, maxBatch, shape.targetSize()) : NO_VALUES;
    this.targetIndices = numbers ? NO_INDICES : Buffers.ints("targets", rows, maxBatch);
    this.maxRows = rows * maxBatch;
    this.samples = new int[maxBatch];
    this.lengths = new int[maxBatch];
    this.targets = new Matrix(this.targetValues, shape.targetSize());
  }

  /**
   * Sets the number of samples that follow, each as long as the shape says.
   *
   * @param count B, 1 to the maximum
   * @throws IllegalArgumentException if it is out of range
   */
  public void begin(int count) {
    inputs.begin(shape.steps(), count);
    beginSamples(count);
  }

  /**
   * Sets the lengths of the samples that follow.
   *
   * @param lengths steps of each sample in descending order, each from 1 to those of the shape
   * @param count B, 1 to the maximum
   * @throws IllegalArgumentException if one is out of range or the order is another
   */
  public void begin(int[] lengths, int count) {
    inputs.begin(lengths, count);
    beginSamples(count);
  }

  /**
   * Has a dataset fill the batch, and checks that it did: as many samples as were asked for, as
   * long as it says they are, every value new.
   *
   * @param dataset where the samples are
   * @param numbers of the samples, in descending order of their steps
   * @param from index in {@code numbers} of the first
   * @param count how many, 1 to the maximum
   * @throws IllegalArgumentException if the dataset left something out, or gave a number that is
   *     not finite
   */
  public void fill(Dataset dataset, int[] numbers, int from, int count) {
    begun = false;
    int room = 0;
    for (int b = 0; b < count; b++) {
      room += dataset.steps(numbers[from + b]);
    }
    int targetRows = shape.output() == Output.LAST ? count : room;
    if (shape.input() == Kind.VALUES) {
      Arrays.fill(inputs.values, 0, room * shape.inputSize(), NOT_FILLED);
    } else {
      Arrays.fill(inputs.indices, 0, room, NO_INDEX);
    }
    if (shape.target() == Kind.VALUES) {
      Arrays.fill(targetValues, 0, targetRows * shape.targetSize(), NOT_FILLED);
    } else {
      Arrays.fill(targetIndices, 0, targetRows, NO_INDEX);
    }
    dataset.fill(numbers, from, count, this);
    if (!begun || size() != count) {
      throw new IllegalArgumentException(
          begun
              ? "the dataset began a batch of %d samples; it was asked for %d"
                  .formatted(size(), count)
              : "the dataset filled a batch that it did not begin; expected batch.begin(%d) first"
                  .formatted(count));
    }
    number(numbers, from);
    for (int b = 0; b < count; b++) {
      if (inputs.extent().length(b) != dataset.steps(samples[b])) {
        throw new IllegalArgumentException(
            "the dataset gave %d steps of sample %d; it has %d"
                .formatted(inputs.extent().length(b), samples[b], dataset.steps(samples[b])));
      }
    }
  }

  /**
   * Checks that all numbers at hand are finite.
   *
   * @throws IllegalArgumentException naming the first that is not, and its place
   */
  public void checkFinite() {
    if (shape.input() == Kind.VALUES) {
      checkFinite("input", inputs.values, inputs.extent().rows(), shape.inputSize());
    }
    if (shape.target() == Kind.VALUES) {
      checkFinite("target", targetValues, rows(), shape.targetSize());
    }
  }

  private void checkFinite(String what, float[] values, int rows, int columns) {
    for (int i = 0; i < rows * columns; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            Float.floatToRawIntBits(values[i]) == NOT_FILLED_BITS
                ? "%s was not filled by the dataset"
                    .formatted(place(what, i / columns, i % columns))
                : "%s is %s; expected a finite number"
                    .formatted(place(what, i / columns, i % columns), values[i]));
      }
    }
  }

  /** Which number of which step of which sample a value is. */
  private String place(String what, int row, int column) {
    Extent extent = inputs.extent();
    if (what.equals("target") && shape.output() == Output.LAST) {
      return "%s %d of sample %d".formatted(what, column, samples[row]);
    }
    int step = 0;
    while (row >= extent.row(step) + extent.active(step)) {
      step++;
    }
    return "%s %d of step %d of sample %d"
        .formatted(what, column, step, samples[row - extent.row(step)]);
  }

  /** Room for the lengths of samples, for datasets that fill it and {@link #begin} with it. */
  int[] lengths() {
    return lengths;
  }

  private void beginSamples(int count) {
    begun = true;
    initialState = Optional.empty();
    weighted = false;
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

  /**
   * Weighs targets: losses and metrics count each as often as its weight says, 0 leaves it out.
   * {@link #begin} gives all of them 1 again.
   *
   * @param targetWeights the weight of each target {@code [rows]}, finite and at least 0; copied
   * @param from index of the first one's
   * @throws IllegalArgumentException if a weight is out of range
   * @throws IndexOutOfBoundsException if there are fewer weights than targets
   */
  public void weigh(float[] targetWeights, int from) {
    Objects.checkFromIndexSize(from, rows(), targetWeights.length);
    for (int r = 0; r < rows(); r++) {
      float weight = targetWeights[from + r];
      if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the weight of target %d is %s; expected a finite number of at least 0"
                .formatted(r, weight));
      }
    }
    if (weights.length == 0) {
      weights = new float[maxRows];
    }
    System.arraycopy(targetWeights, from, weights, 0, rows());
    weighted = true;
  }

  /** {@return whether targets have weights other than 1} */
  public boolean isWeighted() {
    return weighted;
  }

  /**
   * {@return the weight of a target}
   *
   * @param row number of the target, from 0
   */
  public float weight(int row) {
    return weighted ? weights[row] : 1f;
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

  /** {@return time steps T of the longest sample at hand} */
  public int steps() {
    return inputs.extent().steps();
  }

  /** {@return the number of samples B at hand} */
  public int size() {
    return inputs.extent().batch();
  }

  /** {@return the number of targets at hand: R, or B if only the last step has one} */
  public int rows() {
    return shape.output() == Output.LAST ? size() : inputs.extent().rows();
  }

  /**
   * Checks the classes at hand, so that no kernel reads beyond its rows.
   *
   * @param ignored a class that targets may be besides, which losses leave out, or {@link
   *     #NONE_IGNORED}
   * @throws IllegalArgumentException naming the first input or target that is out of range
   */
  public void checkIndices(int ignored) {
    if (shape.input() == Kind.INDICES) {
      checkIndices(
          "input", inputs.indices, inputs.extent().rows(), shape.inputSize(), NONE_IGNORED);
    }
    if (shape.target() == Kind.INDICES) {
      checkIndices("target", targetIndices, rows(), shape.targetSize(), ignored);
    }
  }

  /**
   * Adds all that is at hand to a sum: lengths, inputs, targets, weights and first states.
   *
   * @param sum receives it
   */
  public void addTo(Sha256 sum) {
    Extent extent = inputs.extent();
    for (int b = 0; b < size(); b++) {
      sum.add(extent.length(b));
    }
    if (shape.input() == Kind.VALUES) {
      sum.add(inputs.values, 0, extent.rows() * shape.inputSize());
    } else {
      addTo(sum, inputs.indices, extent.rows());
    }
    sum.add(targetValues, 0, shape.target() == Kind.VALUES ? rows() * shape.targetSize() : 0);
    addTo(sum, targetIndices, shape.target() == Kind.VALUES ? 0 : rows());
    sum.add(weights, 0, weighted ? rows() : 0);
    initialState.ifPresent(state -> {
      for (int s = 0; s < state.count(); s++) {
        sum.add(state.values(s));
      }
    });
  }

  private static void addTo(Sha256 sum, int[] indices, int count) {
    for (int i = 0; i < count; i++) {
      sum.add(indices[i]);
    }
  }

  private void checkIndices(String what, int[] indices, int count, int classes, int ignored) {
    for (int i = 0; i < count; i++) {
      if ((indices[i] < 0 || indices[i] >= classes)
          && (indices[i] != ignored || ignored == NONE_IGNORED)) {
        throw new IllegalArgumentException(
            indices[i] == NO_INDEX
                ? "%s was not filled by the dataset".formatted(place(what, i, 0))
                : "%s is %d; expected 0 to %d"
                    .formatted(place(what, i, 0), indices[i], classes - 1));
      }
    }
  }
}
