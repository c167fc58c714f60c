package org.lstm4j.data;

import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec.Output;

/**
 * Pieces of a sequence of class indices, such as encoded text, each with the index that follows as
 * the target at every step.
 */
public final class IndexWindows implements Dataset {
  private final int[] sequence;
  private final int stride;
  private final SampleShape shape;
  private final int size;

  /**
   * Cuts a sequence into windows.
   *
   * @param sequence class indices, each in [0, classes); not copied
   * @param classes the number of classes, at least 1
   * @param length window length T, at least 1 and less than the sequence
   * @param stride distance of two windows' starts, at least 1
   * @throws IllegalArgumentException if the sequence is too short or an index is out of range
   */
  public IndexWindows(int[] sequence, int classes, int length, int stride) {
    if (length < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "the window length is %d and the stride %d; expected at least 1"
              .formatted(length, stride));
    }
    if (sequence.length <= length) {
      throw new IllegalArgumentException(
          "a window of %d and its target need %d indices; the sequence has %d"
              .formatted(length, length + 1, sequence.length));
    }
    for (int i = 0; i < sequence.length; i++) {
      if (sequence[i] < 0 || sequence[i] >= classes) {
        throw new IllegalArgumentException(
            "index %d at position %d is out of range; expected 0 to %d"
                .formatted(sequence[i], i, classes - 1));
      }
    }
    this.sequence = sequence;
    this.stride = stride;
    this.size = (sequence.length - 1 - length) / stride + 1;
    this.shape =
        new SampleShape(Kind.INDICES, classes, length, Output.SEQUENCE, Kind.INDICES, classes);
  }

  /**
   * The whole sequence as one sample of length − 1 steps.
   *
   * @param sequence class indices, at least 2, each in [0, classes); not copied
   * @param classes the number of classes, at least 1
   * @return a dataset of one sample
   * @throws IllegalArgumentException if the sequence is too short or an index is out of range
   */
  public static IndexWindows whole(int[] sequence, int classes) {
    return new IndexWindows(sequence, classes, sequence.length - 1, 1);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SampleShape shape() {
    return shape;
  }

  @Override
  public void fill(int[] samples, int from, int count, Batch batch) {
    batch.begin(count);
    for (int b = 0; b < count; b++) {
      int start = samples[from + b] * stride;
      for (int t = 0; t < shape.steps(); t++) {
        batch.inputs().indices[t * count + b] = sequence[start + t];
        batch.targetIndices[t * count + b] = sequence[start + t + 1];
      }
    }
  }
}
