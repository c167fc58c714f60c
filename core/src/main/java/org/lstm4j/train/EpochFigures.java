package org.lstm4j.train;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lstm4j.loss.Metric;

/**
 * An epoch's report as numbers: seconds, the last learning rate, the loss and each metric of the
 * training samples, and the same of the validation samples if there are any.
 */
final class EpochFigures {
  private EpochFigures() {}

  static double[] of(EpochReport report, List<Metric> metrics) {
    DoubleArrayList figures = new DoubleArrayList();
    figures.add(report.seconds());
    figures.add(report.learningRate());
    add(figures, report.training(), metrics);
    report.validation().ifPresent(scores -> add(figures, scores, metrics));
    return figures.toDoubleArray();
  }

  private static void add(DoubleArrayList figures, Scores scores, List<Metric> metrics) {
    figures.add(scores.loss());
    metrics.forEach(metric -> figures.add(scores.of(metric)));
  }

  /**
   * The report again.
   *
   * @param rates the learning rates as they come out now
   * @throws IllegalArgumentException if the last one is not what it was
   */
  static EpochReport report(
      int epoch, double[] figures, List<Double> rates, List<Metric> metrics, boolean validated) {
    if (figures[1] != rates.getLast()) {
      throw new IllegalArgumentException(
          "the checkpoint is of another run, the learning rate of epoch %d was %s and is %s; resume with the same schedule"
              .formatted(epoch, figures[1], rates.getLast()));
    }
    return new EpochReport(
        epoch,
        scores(figures, 2, metrics),
        validated ? Optional.of(scores(figures, 3 + metrics.size(), metrics)) : Optional.empty(),
        rates,
        figures[0]);
  }

  private static Scores scores(double[] figures, int from, List<Metric> metrics) {
    Map<Metric, Double> values = new HashMap<>();
    for (int m = 0; m < metrics.size(); m++) {
      values.put(metrics.get(m), figures[from + 1 + m]);
    }
    return new Scores(figures[from], values);
  }
}
