package org.lstm4j.data;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.kernel.Extent;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec.Output;

/**
 * Sequences of lengths of their own, each with targets of its own. No padding is needed, and none
 * is computed: in a batch every sequence ends where it ends.
 */
public final class Sequences implements Dataset {
  private static final float[] NO_VALUES = {};
  private static final int[] NO_INDICES = {};

  private final SampleShape shape;
  private final List<Sequence> sequences;

  /** One sample; of numbers and indices one is empty. */
  private record Sequence(
      int steps, float[] values, int[] indices, float[] targets, int[] targetIndices) {}

  private Sequences(SampleShape shape, List<Sequence> sequences) {
    this.shape = shape;
    this.sequences = List.copyOf(sequences);
  }

  /**
   * Starts a dataset.
   *
   * @param shape of the samples; its steps are the most that one may have
   * @return a builder
   */
  public static Builder of(SampleShape shape) {
    return new Builder(shape);
  }

  @Override
  public int size() {
    return sequences.size();
  }

  @Override
  public SampleShape shape() {
    return shape;
  }

  @Override
  public int steps(int sample) {
    return sequences.get(sample).steps();
  }

  @Override
  public void fill(int[] samples, int from, int count, Batch batch) {
    int[] lengths = batch.lengths();
    for (int b = 0; b < count; b++) {
      lengths[b] = steps(samples[from + b]);
    }
    batch.begin(lengths, count);
    Extent extent = batch.inputs().extent();
    for (int t = 0; t < extent.steps(); t++) {
      for (int b = 0; b < extent.active(t); b++) {
        Sequence sequence = sequences.get(samples[from + b]);
        int row = extent.row(t) + b;
        if (shape.input() == Kind.INDICES) {
          batch.inputs().indices[row] = sequence.indices()[t];
        } else {
          copy(sequence.values(), t, batch.inputs().values, row, shape.inputSize());
        }
        if (shape.output() == Output.SEQUENCE) {
          target(sequence, t, batch, row);
        } else if (t == sequence.steps() - 1) {
          target(sequence, 0, batch, b);
        }
      }
    }
  }

  private void target(Sequence sequence, int index, Batch batch, int row) {
    if (shape.target() == Kind.INDICES) {
      batch.targetIndices[row] = sequence.targetIndices()[index];
    } else {
      copy(sequence.targets(), index, batch.targetValues, row, shape.targetSize());
    }
  }

  private static void copy(float[] from, int row, float[] to, int toRow, int columns) {
    System.arraycopy(from, row * columns, to, toRow * columns, columns);
  }

  /** Collects sequences. */
  public static final class Builder {
    private final SampleShape shape;
    private final List<Sequence> sequences = new ArrayList<>();

    private Builder(SampleShape shape) {
      this.shape = shape;
    }

    /**
     * Adds a sequence of numbers with numbers to hit.
     *
     * @param inputs {@code [steps × I]}; not copied
     * @param targets {@code [steps × O]}, or {@code [O]} if there is one for the last step; not
     *     copied
     * @return this
     * @throws IllegalArgumentException if they do not fit the shape
     */
    public Builder add(float[] inputs, float[] targets) {
      return add(inputs, NO_INDICES, targets, NO_INDICES);
    }

    /**
     * Adds a sequence of numbers with classes to hit.
     *
     * @param inputs {@code [steps × I]}; not copied
     * @param targets {@code [steps]}, or one for the last step; not copied
     * @return this
     * @throws IllegalArgumentException if they do not fit the shape
     */
    public Builder add(float[] inputs, int... targets) {
      return add(inputs, NO_INDICES, NO_VALUES, targets);
    }

    /**
     * Adds a sequence of indices with numbers to hit.
     *
     * @param inputs {@code [steps]}; not copied
     * @param targets {@code [steps × O]}, or {@code [O]} if there is one for the last step; not
     *     copied
     * @return this
     * @throws IllegalArgumentException if they do not fit the shape
     */
    public Builder add(int[] inputs, float[] targets) {
      return add(NO_VALUES, inputs, targets, NO_INDICES);
    }

    /**
     * Adds a sequence of indices with classes to hit.
     *
     * @param inputs {@code [steps]}; not copied
     * @param targets {@code [steps]}, or one for the last step; not copied
     * @return this
     * @throws IllegalArgumentException if they do not fit the shape
     */
    public Builder add(int[] inputs, int... targets) {
      return add(NO_VALUES, inputs, NO_VALUES, targets);
    }

    private Builder add(float[] values, int[] indices, float[] targets, int[] targetIndices) {
      boolean numbers = shape.input() == Kind.VALUES;
      int width = numbers ? shape.inputSize() : 1;
      int given = numbers ? values.length : indices.length;
      int steps = given / width;
      if (given == 0 || given % width != 0 || steps > shape.steps()) {
        throw new IllegalArgumentException(
            "sequence %d has %d %s; expected %s"
                .formatted(sequences.size(), given, numbers ? "numbers" : "indices", inputs()));
      }
      int rows = shape.output() == Output.SEQUENCE ? steps : 1;
      boolean targetNumbers = shape.target() == Kind.VALUES;
      int wanted = targetNumbers ? rows * shape.targetSize() : rows;
      int there = targetNumbers ? targets.length : targetIndices.length;
      if (there != wanted) {
        throw new IllegalArgumentException(
            "sequence %d of %d steps has %d target %s; expected %d"
                .formatted(
                    sequences.size(), steps, there, targetNumbers ? "numbers" : "classes", wanted));
      }
      sequences.add(new Sequence(steps, values, indices, targets, targetIndices));
      return this;
    }

    private String inputs() {
      return shape.input() == Kind.VALUES
          ? "1 to %d rows of %d".formatted(shape.steps(), shape.inputSize())
          : "1 to " + shape.steps();
    }

    /**
     * {@return the dataset}
     *
     * @throws IllegalArgumentException if it has no sequence
     */
    public Sequences build() {
      if (sequences.isEmpty()) {
        throw new IllegalArgumentException("there are no sequences; expected at least one");
      }
      return new Sequences(shape, sequences);
    }
  }
}
