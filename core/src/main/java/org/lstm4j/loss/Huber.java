package org.lstm4j.loss;

import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * ½d² with d = y − t up to a distance δ, then δ(|d| − ½δ) (Huber, Robust estimation of a location
 * parameter, 1964): outliers pull with a bounded force.
 *
 * @param distance δ, positive
 * @param reduction how terms become one number
 */
public record Huber(double distance, Reduction reduction) implements Loss, Targets.Term {

  /** Checks the distance. */
  public Huber {
    Objects.requireNonNull(reduction, "reduction");
    if (!(distance > 0 && Double.isFinite(distance))) {
      throw new IllegalArgumentException(
          "the distance of a Huber loss is %s; expected a positive, finite number"
              .formatted(distance));
    }
  }

  @Override
  public Loss summed() {
    return new Huber(distance, Reduction.SUM);
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeNumbers("a Huber loss", shape);
  }

  @Override
  public double terms(Batch batch) {
    return Targets.numbers(batch);
  }

  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, double factor, Matrix gradients) {
    return Targets.sum(this, batch, outputs, factor, gradients);
  }

  @Override
  public double value(float y, float t) {
    double d = Math.abs(y - t);
    return d <= distance ? 0.5 * d * d : distance * (d - 0.5 * distance);
  }

  @Override
  public double slope(float y, float t) {
    double d = y - t;
    return d > distance ? distance : d < -distance ? -distance : d;
  }
}
