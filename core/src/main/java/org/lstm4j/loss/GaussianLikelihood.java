package org.lstm4j.loss;

import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * The negative logarithm of a normal density, ½(log 2π + s + (t − µ)² e<sup>−s</sup>) (Nix and
 * Weigend, Estimating the mean and variance of the target probability distribution, 1994). The
 * model has two outputs for each target: the mean µ, then s, the logarithm of the variance.
 *
 * @param reduction how terms become one number
 */
public record GaussianLikelihood(Reduction reduction) implements Loss {
  private static final int OUTPUTS = 2;
  private static final double LOG_TWO_PI = 1.8378770664093453;

  /** Checks that the reduction is there. */
  public GaussianLikelihood {
    Objects.requireNonNull(reduction, "reduction");
  }

  @Override
  public Loss summed() {
    return new GaussianLikelihood(Reduction.SUM);
  }

  @Override
  public int outputsPerTarget() {
    return OUTPUTS;
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeNumbers("a Gaussian likelihood", shape);
  }

  @Override
  public double terms(Batch batch) {
    return Targets.numbers(batch);
  }

  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, double factor, Matrix gradients) {
    Matrix targets = batch.targets();
    double sum = 0;
    for (int r = 0; r < outputs.rows(); r++) {
      double weight = batch.weight(r);
      for (int j = 0; j < targets.columns(); j++) {
        int at = outputs.offset(r) + OUTPUTS * j;
        double distance = outputs.values()[at] - targets.values()[targets.offset(r) + j];
        double logVariance = outputs.values()[at + 1];
        double precision = StrictMath.exp(-logVariance);
        double squared = distance * distance * precision;
        sum += weight * (0.5 * (LOG_TWO_PI + logVariance + squared));
        int to = gradients.offset(r) + OUTPUTS * j;
        gradients.values()[to] = (float) (factor * (weight * (distance * precision)));
        gradients.values()[to + 1] = (float) (factor * (weight * (0.5 * (1 - squared))));
      }
    }
    return sum;
  }
}
