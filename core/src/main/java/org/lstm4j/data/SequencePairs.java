package org.lstm4j.data;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.kernel.Extent;

/**
 * Pairs of sequences of classes, each of a length of its own: what an encoder reads and what a
 * decoder writes. The decoder is taught by forcing (Williams and Zipser 1989): it reads a start
 * sign and then what it should have written, and shall write that and then an end sign.
 */
public final class SequencePairs {
  private final int start;
  private final int end;
  private final List<Pair> pairs;
  private final int sourceSteps;
  private final int targetSteps;

  private record Pair(int[] source, int[] target) {}

  private SequencePairs(int start, int end, List<Pair> pairs) {
    this.start = start;
    this.end = end;
    this.pairs = List.copyOf(pairs);
    sourceSteps = pairs.stream().mapToInt(pair -> pair.source().length).max().orElse(0);
    targetSteps = pairs.stream().mapToInt(pair -> pair.target().length + 1).max().orElse(0);
  }

  /**
   * Starts a set of pairs.
   *
   * @param start class of the start sign, at least 0
   * @param end class of the end sign, at least 0; may be the same
   * @return a builder
   */
  public static Builder of(int start, int end) {
    return new Builder(start, end);
  }

  /** {@return the number of pairs, at least 1} */
  public int size() {
    return pairs.size();
  }

  /** {@return steps of the longest sequence that is read} */
  public int sourceSteps() {
    return sourceSteps;
  }

  /** {@return steps of the longest sequence that is written, its end sign among them} */
  public int targetSteps() {
    return targetSteps;
  }

  /**
   * Fills a batch. Both sides come with the longest sequences first, each in an order of its own.
   *
   * @param samples numbers of pairs, each in [0, size)
   * @param from index in {@code samples} of the first
   * @param count how many, 1 to the batch's maximum
   * @param batch receives sources and targets
   */
  public void fill(int[] samples, int from, int count, PairBatch batch) {
    int[] sources = batch.sourceOrder(samples, from, count, this::sourceLength);
    int[] targets = batch.targetOrder(samples, from, count, this::targetLength);
    batch.begin(sources, targets, count, this::sourceLength, this::targetLength);
    Extent read = batch.source().extent();
    for (int t = 0; t < read.steps(); t++) {
      for (int b = 0; b < read.active(t); b++) {
        batch.source().indices[read.row(t) + b] = pairs.get(sources[b]).source()[t];
      }
    }
    Extent written = batch.target().inputs().extent();
    for (int t = 0; t < written.steps(); t++) {
      for (int b = 0; b < written.active(t); b++) {
        int[] target = pairs.get(targets[b]).target();
        int row = written.row(t) + b;
        batch.target().inputs().indices[row] = t == 0 ? start : target[t - 1];
        batch.target().targetIndices[row] = t < target.length ? target[t] : end;
      }
    }
  }

  private int sourceLength(int sample) {
    return pairs.get(sample).source().length;
  }

  private int targetLength(int sample) {
    return pairs.get(sample).target().length + 1;
  }

  /** Collects pairs. */
  public static final class Builder {
    private final int start;
    private final int end;
    private final List<Pair> pairs = new ArrayList<>();

    private Builder(int start, int end) {
      if (start < 0 || end < 0) {
        throw new IllegalArgumentException(
            "start and end sign are %d and %d; expected at least 0".formatted(start, end));
      }
      this.start = start;
      this.end = end;
    }

    /**
     * Adds a pair.
     *
     * @param source classes to read, at least one; not copied
     * @param target classes to write, without signs; not copied
     * @return this
     * @throws IllegalArgumentException if there is nothing to read
     */
    public Builder add(int[] source, int[] target) {
      if (source.length == 0) {
        throw new IllegalArgumentException(
            "the source of pair %d is empty; expected at least one class".formatted(pairs.size()));
      }
      pairs.add(new Pair(source, target));
      return this;
    }

    /**
     * {@return the pairs}
     *
     * @throws IllegalArgumentException if there is none
     */
    public SequencePairs build() {
      if (pairs.isEmpty()) {
        throw new IllegalArgumentException("there are no pairs; expected at least one");
      }
      return new SequencePairs(start, end, pairs);
    }
  }
}
