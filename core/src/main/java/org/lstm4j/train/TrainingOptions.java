package org.lstm4j.train;

import java.util.Objects;
import org.lstm4j.train.Loss.Reduction;

/**
 * What happens in one training step.
 *
 * @param loss what is minimised
 * @param metric what is reported, usually the loss itself
 * @param optimizer turns gradients into updates
 * @param clip limits gradients before that
 * @param truncation steps between two cuts of the gradient, counted from the end of a sequence, or
 *     0 for exact back-propagation through time
 */
public record TrainingOptions(
    Loss loss, Loss metric, Optimizer optimizer, GradientClip clip, int truncation) {

  /** Checks the options. */
  public TrainingOptions {
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(clip, "clip");
    if (truncation < 0) {
      throw new IllegalArgumentException(
          "the truncation is %d steps; expected at least 1, or 0 for none".formatted(truncation));
    }
  }

  /**
   * Exact gradients, no clipping, the loss reported.
   *
   * @param loss what is minimised
   * @param optimizer turns gradients into updates
   */
  public TrainingOptions(Loss loss, Optimizer optimizer) {
    this(loss, loss, optimizer, GradientClip.none(), 0);
  }

  /** {@return whether the loss itself is what is reported} */
  boolean reportsLoss() {
    return metric.equals(loss);
  }

  /** {@return whether epochs add the metric up rather than average it} */
  boolean sumsMetric() {
    return metric.reduction() == Reduction.SUM;
  }
}
