package org.lstm4j.data;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec.Output;

/**
 * B pairs side by side: what an encoder reads, what a decoder reads and shall write, and which
 * sequence of the one side belongs to which of the other. Allocated once and filled again and
 * again.
 */
public final class PairBatch {
  private static final int NOWHERE = -1;

  private final int sourceClasses;
  private final Inputs source;
  private final Batch target;
  private final int[] sources; // numbers of the pairs in the order of the encoder
  private final int[] targets; // in that of the decoder
  private final int[] lengths;
  private final int[] sourceOf; // for each sequence of the decoder, its place at the encoder
  private final int[] targetOf; // the other way round

  /**
   * Allocates a batch.
   *
   * @param pairs of which it will be filled
   * @param sourceClasses what the encoder reads, at least 1
   * @param targetClasses what the decoder reads and writes, signs among them, at least 1
   * @param maxBatch the most pairs, at least 1
   */
  public PairBatch(SequencePairs pairs, int sourceClasses, int targetClasses, int maxBatch) {
    this.sourceClasses = sourceClasses;
    source = new Inputs(Kind.INDICES, sourceClasses, pairs.sourceSteps(), maxBatch);
    target =
        new Batch(
            new SampleShape(
                Kind.INDICES,
                targetClasses,
                pairs.targetSteps(),
                Output.SEQUENCE,
                Kind.INDICES,
                targetClasses),
            maxBatch);
    sources = new int[maxBatch];
    targets = new int[maxBatch];
    lengths = new int[maxBatch];
    sourceOf = new int[maxBatch];
    targetOf = new int[maxBatch];
  }

  /** {@return what the encoder reads} */
  public Inputs source() {
    return source;
  }

  /** {@return what the decoder reads and shall write} */
  public Batch target() {
    return target;
  }

  /** {@return the numbers of the pairs in the order of the encoder's sequences, not a copy} */
  public int[] sources() {
    return sources;
  }

  /** {@return for each sequence of the decoder the place of its pair at the encoder, not a copy} */
  public int[] sourceOf() {
    return sourceOf;
  }

  /** {@return for each sequence of the encoder the place of its pair at the decoder, not a copy} */
  public int[] targetOf() {
    return targetOf;
  }

  /**
   * Checks the classes at hand.
   *
   * @throws IllegalArgumentException naming the first that is out of range
   */
  public void checkIndices() {
    for (int i = 0; i < source.extent().rows(); i++) {
      if (source.indices[i] < 0 || source.indices[i] >= sourceClasses) {
        throw new IllegalArgumentException(
            "source %d of the batch is %d; expected 0 to %d"
                .formatted(i, source.indices[i], sourceClasses - 1));
      }
    }
    target.checkIndices(Batch.NONE_IGNORED);
  }

  int[] sourceOrder(int[] samples, int from, int count, IntUnaryOperator length) {
    return longestFirst(samples, from, count, length, sources);
  }

  int[] targetOrder(int[] samples, int from, int count, IntUnaryOperator length) {
    return longestFirst(samples, from, count, length, targets);
  }

  /** Pairs of one length keep their order. */
  private static int[] longestFirst(
      int[] samples, int from, int count, IntUnaryOperator length, int[] order) {
    for (int i = 0; i < count; i++) {
      int sample = samples[from + i];
      int at = i;
      while (at > 0 && length.applyAsInt(order[at - 1]) < length.applyAsInt(sample)) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = sample;
    }
    return order;
  }

  void begin(
      int[] read, int[] written, int count, IntUnaryOperator reads, IntUnaryOperator writes) {
    for (int b = 0; b < count; b++) {
      lengths[b] = reads.applyAsInt(read[b]);
    }
    source.begin(lengths, count);
    for (int b = 0; b < count; b++) {
      lengths[b] = writes.applyAsInt(written[b]);
    }
    target.begin(lengths, count);
    target.number(written, 0);
    Arrays.fill(targetOf, NOWHERE);
    for (int b = 0; b < count; b++) {
      int at = 0;
      while (read[at] != written[b] || targetOf[at] != NOWHERE) { // a pair may be there twice
        at++;
      }
      sourceOf[b] = at;
      targetOf[at] = b;
    }
  }
}
