package org.lstm4j.train;

import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.random.SeededRandom;

/**
 * One pass over a dataset in batches: order, batching, and the mean or sum of what they measure.
 */
final class EpochPass {

  /** What is done with a batch. */
  @FunctionalInterface
  interface Action {
    /**
     * Handles one batch.
     *
     * @param number its number in the pass, from 1
     * @param batch the batch
     * @return its metric
     */
    double apply(int number, Batch batch);
  }

  private final Dataset dataset;
  private final int[] order;
  private final int maxBatch;
  private final Batch batch;

  EpochPass(Dataset dataset, int batchSize) {
    this.dataset = dataset;
    this.order = new int[dataset.size()];
    this.maxBatch = Math.min(batchSize, dataset.size());
    this.batch = new Batch(dataset.shape(), maxBatch);
    sort();
  }

  int maxBatch() {
    return maxBatch;
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

  /** Runs all batches; returns the metric's sum, or its mean over samples. */
  double run(TrainingOptions options, Action action) {
    double total = 0;
    int number = 0;
    for (int from = 0; from < order.length; from += maxBatch) {
      int count = Math.min(maxBatch, order.length - from);
      dataset.fill(order, from, count, batch);
      batch.number(order, from);
      double metric = action.apply(++number, batch);
      total += options.sumsMetric() ? metric : metric * count;
    }
    return options.sumsMetric() ? total : total / order.length;
  }
}
