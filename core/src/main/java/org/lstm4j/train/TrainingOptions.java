package org.lstm4j.train;

import java.util.List;
import java.util.Objects;
import org.lstm4j.data.SampleShape;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.ModelSpec;

/**
 * What happens in one training step.
 *
 * @param loss what is minimised
 * @param metrics what is measured besides
 * @param optimizer turns gradients into updates
 * @param clip limits gradients before that
 * @param truncation steps between two cuts of the gradient, counted from the end of a sequence, or
 *     0 for exact back-propagation through time
 */
public record TrainingOptions(
    Loss loss, List<Metric> metrics, Optimizer optimizer, GradientClip clip, int truncation) {

  /** Checks the options. */
  public TrainingOptions {
    Objects.requireNonNull(loss, "loss");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(clip, "clip");
    checkedTruncation(truncation);
  }

  static int checkedTruncation(int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException(
          "the truncation is %d steps; expected at least 1, or 0 for none".formatted(steps));
    }
    return steps;
  }

  /**
   * Exact gradients, no clipping, no metrics.
   *
   * @param loss what is minimised
   * @param optimizer turns gradients into updates
   */
  public TrainingOptions(Loss loss, Optimizer optimizer) {
    this(loss, List.of(), optimizer, GradientClip.none(), 0);
  }

  /**
   * Checks that a model can be trained on such samples.
   *
   * @param shape of the samples
   * @param spec the model
   * @throws IllegalArgumentException naming the first thing that does not fit
   */
  public void checkFits(SampleShape shape, ModelSpec spec) {
    shape.checkFits(spec, loss.outputsPerTarget());
    loss.checkFits(shape, spec);
    for (int m = 0; m < metrics.size(); m++) { // no iterator: a step allocates nothing
      Metric metric = metrics.get(m);
      shape.checkFits(spec, metric.outputsPerTarget());
      metric.checkFits(shape, spec);
      if (metric.ignoredClass() != loss.ignoredClass()) {
        throw new IllegalArgumentException(
            "the loss and the metric '%s' do not ignore the same class".formatted(metric.name()));
      }
    }
  }
}
