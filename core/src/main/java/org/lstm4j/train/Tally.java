package org.lstm4j.train;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lstm4j.data.Batch;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;

/** Adds up a loss and metrics over batches. */
final class Tally {
  private final Loss loss;
  private final List<Metric> metrics;
  private final double[] sums;
  private final double[] terms;
  private double lossSum;
  private double lossTerms;
  private double batchSum;
  private double batchTerms;

  Tally(Loss loss, List<Metric> metrics) {
    this.loss = loss;
    this.metrics = metrics;
    sums = new double[metrics.size()];
    terms = new double[metrics.size()];
  }

  void clear() {
    Arrays.fill(sums, 0);
    Arrays.fill(terms, 0);
    lossSum = 0;
    lossTerms = 0;
  }

  /**
   * Measures one more batch.
   *
   * @param factor of the loss's derivatives
   * @param gradients receives them, of the outputs' size
   * @return the loss of the batch
   */
  double add(Kernels kernels, Batch batch, Matrix outputs, double factor, Matrix gradients) {
    for (int m = 0; m < sums.length; m++) {
      Metric metric = metrics.get(m);
      sums[m] += metric.sum(kernels, batch, outputs, gradients);
      terms[m] += metric.terms(batch);
    }
    batchTerms = loss.terms(batch);
    batchSum = loss.sum(kernels, batch, outputs, factor, gradients);
    lossSum += batchSum;
    lossTerms += batchTerms;
    return loss.reduce(batchSum, batchTerms);
  }

  /** The sum of the loss's terms of the last batch. */
  double batchSum() {
    return batchSum;
  }

  /** The weights of the loss's terms of the last batch. */
  double batchTerms() {
    return batchTerms;
  }

  Scores scores() {
    Map<Metric, Double> values = new HashMap<>();
    for (int m = 0; m < sums.length; m++) {
      values.put(metrics.get(m), metrics.get(m).result(sums[m], terms[m]));
    }
    return new Scores(loss.reduce(lossSum, lossTerms), values);
  }

  /** All sums since they were cleared, for {@link #restore}. */
  double[] sums() {
    DoubleArrayList all = new DoubleArrayList(new double[] {lossSum, lossTerms});
    for (int m = 0; m < sums.length; m++) {
      all.add(sums[m]);
      all.add(terms[m]);
    }
    return all.toDoubleArray();
  }

  /** Goes on from sums that were kept. */
  void restore(double[] all) {
    lossSum = all[0];
    lossTerms = all[1];
    for (int m = 0; m < sums.length; m++) {
      sums[m] = all[2 + 2 * m];
      terms[m] = all[3 + 2 * m];
    }
  }
}
