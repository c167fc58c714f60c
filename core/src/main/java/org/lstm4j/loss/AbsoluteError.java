package org.lstm4j.loss;

import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * |y − t|; the derivative where they meet is 0.
 *
 * @param reduction how terms become one number
 */
public record AbsoluteError(Reduction reduction) implements Loss, Targets.Term {

  /** Checks that the reduction is there. */
  public AbsoluteError {
    Objects.requireNonNull(reduction, "reduction");
  }

  @Override
  public Loss summed() {
    return new AbsoluteError(Reduction.SUM);
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeNumbers("an absolute error", shape);
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
    return Math.abs(y - t);
  }

  @Override
  public double slope(float y, float t) {
    return Math.signum(y - t);
  }
}
