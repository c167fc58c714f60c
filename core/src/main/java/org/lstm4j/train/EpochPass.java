package org.lstm4j.train;

import java.util.function.Consumer;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.file.Sha256;
import org.lstm4j.random.SeededRandom;

/**
 * One pass over a dataset in batches, each in a stated number of parts: order and batching. A batch
 * has the longest samples first.
 */
final class EpochPass {
  private final Dataset dataset;
  private final int[] order;
  private final int batchSize;
  private final int partSize;
  private final Batch batch;

  EpochPass(Dataset dataset, int batchSize, int parts) {
    this.dataset = dataset;
    this.order = new int[dataset.size()];
    this.batchSize = Math.min(batchSize, dataset.size());
    this.partSize = (this.batchSize - 1) / parts + 1;
    this.batch = new Batch(dataset.shape(), partSize);
    sort();
  }

  /** The most samples of a part. */
  int maxBatch() {
    return partSize;
  }

  /** The most steps of a sample. */
  int maxSteps() {
    return dataset.shape().steps();
  }

  /** Fills part after part of batch after batch, for whoever does the same with each. */
  void forEach(Consumer<Batch> action) {
    for (int number = 0; number < batches(); number++) {
      for (int part = 0; part < parts(number); part++) {
        action.accept(fill(number, part));
      }
    }
  }

  int batches() {
    return (order.length - 1) / batchSize + 1;
  }

  /** The order of an epoch depends on its seed and number only, not on the epochs before it. */
  void shuffle(long seed, int epoch) {
    sort();
    new SeededRandom(seed, SeededRandom.SHUFFLING, epoch).shuffle(order);
  }

  private void sort() {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
  }

  /** The number of parts of a batch, which are counted from 0 as the batches are. */
  int parts(int number) {
    int count = Math.min(batchSize, order.length - number * batchSize);
    return (count - 1) / partSize + 1;
  }

  /** Fills a part of a batch; the batch that is returned is the same each time. */
  Batch fill(int number, int part) {
    int from = number * batchSize + part * partSize;
    int end = Math.min(order.length, (number + 1) * batchSize);
    int count = Math.min(partSize, end - from);
    longestFirst(from, from + count);
    batch.fill(dataset, order, from, count);
    return batch;
  }

  /** Samples of one length keep their order. */
  private void longestFirst(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int sample = order[i];
      int steps = dataset.steps(sample);
      int at = i;
      while (at > from && dataset.steps(order[at - 1]) < steps) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = sample;
    }
  }

  /** The SHA-256 of all samples, in the dataset's order. */
  String sha256() {
    sort();
    Sha256 sum = new Sha256().add(order.length);
    forEach(part -> part.addTo(sum));
    return sum.hexadecimal();
  }
}
