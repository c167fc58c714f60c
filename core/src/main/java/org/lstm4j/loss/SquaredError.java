package org.lstm4j.loss;

import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * scale·(y − t)².
 *
 * @param scale positive; ½ makes the derivative y − t
 * @param reduction how terms become one number
 */
public record SquaredError(double scale, Reduction reduction) implements Loss, Targets.Term {
  static final SquaredError STANDARD = new SquaredError(1, Reduction.MEAN);

  /** Checks the scale. */
  public SquaredError {
    Objects.requireNonNull(reduction, "reduction");
    if (!(scale > 0 && Double.isFinite(scale))) {
      throw new IllegalArgumentException(
          "the scale of a squared error is %s; expected a positive, finite number"
              .formatted(scale));
    }
  }

  @Override
  public Loss summed() {
    return new SquaredError(scale, Reduction.SUM);
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeNumbers("a squared error", shape);
  }

  @Override
  public double terms(Batch batch) {
    return Targets.numbers(batch);
  }

  /** One pass of the kernels over all numbers, or term by term where targets have weights. */
  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, double factor, Matrix gradients) {
    if (batch.isWeighted()) {
      return Targets.sum(this, batch, outputs, factor, gradients);
    }
    float slope = (float) (2 * scale * factor);
    return scale * kernels.squaredError(outputs, batch.targets(), slope, gradients);
  }

  @Override
  public double value(float y, float t) {
    double d = y - t;
    return scale * d * d;
  }

  @Override
  public double slope(float y, float t) {
    return 2 * scale * (y - t);
  }
}
