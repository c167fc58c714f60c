package org.lstm4j.loss;

import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Activate;
import org.lstm4j.model.ModelSpec;

/**
 * Cross-entropy of probabilities of which each is a logit's sigmoid: −w·t·log σ(x) − (1 − t)·log(1
 * − σ(x)) in nats, without the cancellation of that form. A model that is trained with it ends
 * without a sigmoid.
 *
 * @param positiveWeight w, how much a target of 1 counts beside one of 0; positive
 * @param reduction how terms become one number; the mean is over their number
 */
public record BinaryCrossEntropy(double positiveWeight, Reduction reduction)
    implements Loss, Targets.Term {

  /** Checks the weight. */
  public BinaryCrossEntropy {
    Objects.requireNonNull(reduction, "reduction");
    if (!(positiveWeight > 0 && Double.isFinite(positiveWeight))) {
      throw new IllegalArgumentException(
          "the weight of positive targets is %s; expected a positive, finite number"
              .formatted(positiveWeight));
    }
  }

  @Override
  public BinaryCrossEntropy summed() {
    return new BinaryCrossEntropy(positiveWeight, Reduction.SUM);
  }

  /**
   * {@return the same loss with another weight of targets of 1}
   *
   * @param weight positive, finite
   */
  public BinaryCrossEntropy withPositiveWeight(double weight) {
    return new BinaryCrossEntropy(weight, reduction);
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeNumbers("a binary cross-entropy", shape);
    if (spec.layers().getLast().equals(new Activate(Activation.SIGMOID))) {
      throw new IllegalArgumentException(
          "a binary cross-entropy takes the sigmoid itself; the model ends in one, which must go");
    }
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
  public double value(float x, float t) {
    // −log σ(x) = log(1 + e^−x); −log(1 − σ(x)) is x more.
    double rest = Math.max(-x, 0.0) + StrictMath.log1p(StrictMath.exp(-Math.abs((double) x)));
    return positiveWeight * t * rest + (1 - t) * (x + rest);
  }

  @Override
  public double slope(float x, float t) {
    double p = 1 / (1 + StrictMath.exp(-(double) x));
    return (1 - t) * p - positiveWeight * t * (1 - p);
  }
}
