package org.lstm4j.train;

import java.util.Map;
import java.util.Objects;
import org.lstm4j.loss.Metric;

/**
 * What was measured of a model over a set of samples.
 *
 * @param loss the loss: the mean over its terms, or their sum if it is a sum
 * @param metrics each metric that was asked for, with its value
 */
public record Scores(double loss, Map<Metric, Double> metrics) {

  /** Copies the map. */
  public Scores {
    metrics = Map.copyOf(metrics);
  }

  /**
   * {@return the value of a metric}
   *
   * @param metric one of those that were asked for
   * @throws IllegalArgumentException if it is not
   */
  public double of(Metric metric) {
    Double value = metrics.get(Objects.requireNonNull(metric, "metric"));
    if (value == null) {
      throw new IllegalArgumentException(
          "%s was not measured; there are %s"
              .formatted(metric.name(), metrics.keySet().stream().map(Metric::name).toList()));
    }
    return value;
  }
}
