package org.lstm4j.loss;

import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * What training minimises: a sum of terms, one for each number or class to hit, and its derivative
 * by the outputs. A loss reduces by the mean; {@link #summed} makes it a sum. {@code
 * docs/numerics.md} defines each of them.
 *
 * <p>Terms are weighed by {@link Batch#weight}. A loss has no state: one object serves any number
 * of threads.
 */
public interface Loss {

  /** How the terms of a loss become one number. */
  enum Reduction {
    /** Their mean: the sum, divided by that of the terms' weights. */
    MEAN,
    /** Their sum. */
    SUM
  }

  /** {@return (y − t)², mean over all outputs} */
  static Loss meanSquaredError() {
    return SquaredError.STANDARD;
  }

  /** {@return ½(y − t)², mean over all outputs; its gradient is y − t} */
  static Loss halfSquaredError() {
    return new SquaredError(0.5, Reduction.MEAN);
  }

  /** {@return |y − t|, mean over all outputs} */
  static Loss meanAbsoluteError() {
    return new AbsoluteError(Reduction.MEAN);
  }

  /**
   * {@return ½(y − t)² up to a distance, and a straight line beyond (Huber 1964), mean over all
   * outputs}
   *
   * @param distance where the line begins, positive
   */
  static Loss huber(double distance) {
    return new Huber(distance, Reduction.MEAN);
  }

  /**
   * {@return the pinball loss (Koenker and Bassett 1978), mean over all outputs: the model answers
   * with the quantiles of each target side by side}
   *
   * @param levels of the quantiles, each in (0, 1), at least one
   */
  static Loss quantiles(double... levels) {
    return Quantiles.of(levels);
  }

  /**
   * {@return the negative logarithm of a normal density (Nix and Weigend 1994), mean over all
   * targets: the model answers with a mean and the logarithm of a variance for each target}
   */
  static Loss gaussianLikelihood() {
    return new GaussianLikelihood(Reduction.MEAN);
  }

  /**
   * {@return binary cross-entropy of logits in nats, mean over all outputs: each target is a
   * probability, most often 0 or 1}
   */
  static BinaryCrossEntropy binaryCrossEntropy() {
    return new BinaryCrossEntropy(1, Reduction.MEAN);
  }

  /** {@return softmax cross-entropy −log p[target] of logits in nats, mean over all targets} */
  static CrossEntropy softmaxCrossEntropy() {
    return CrossEntropy.STANDARD;
  }

  /** {@return the same loss, summed over all terms} */
  Loss summed();

  /** {@return how its terms become one number} */
  Reduction reduction();

  /** {@return how many outputs are compared with one number of a target} */
  default int outputsPerTarget() {
    return 1;
  }

  /** {@return a class that targets may be and that counts for nothing} */
  default int ignoredClass() {
    return Batch.NONE_IGNORED;
  }

  /**
   * Checks that data and model are such as this loss compares, sizes aside.
   *
   * @param shape of the samples
   * @param spec the model
   * @throws IllegalArgumentException if they are not
   */
  void checkFits(SampleShape shape, ModelSpec spec);

  /**
   * {@return the weights of all terms of a batch together: their number, where none has a weight}
   *
   * @param batch holds the targets
   */
  double terms(Batch batch);

  /**
   * Adds up the terms of a batch, and derives them by the outputs.
   *
   * @param kernels of the thread that calls
   * @param batch holds the targets
   * @param outputs of the model {@code [rows × O]}
   * @param factor of the derivatives
   * @param gradients receives the derivatives {@code [rows × O]}, overwritten
   * @return the sum of the terms, each times its weight
   */
  double sum(Kernels kernels, Batch batch, Matrix outputs, double factor, Matrix gradients);

  /**
   * Evaluates the loss of a batch.
   *
   * @param kernels of the thread that calls
   * @param batch holds the targets
   * @param outputs of the model {@code [rows × O]}
   * @param gradients receives the gradient of the outputs {@code [rows × O]}, overwritten
   * @return the loss
   */
  default double evaluate(Kernels kernels, Batch batch, Matrix outputs, Matrix gradients) {
    return reduce(sum(kernels, batch, outputs, factor(batch), gradients), terms(batch));
  }

  /**
   * {@return what the sum of terms comes to}
   *
   * @param sum the sum
   * @param terms the weights of the terms together; if there is none the mean is 0
   */
  default double reduce(double sum, double terms) {
    return reduction() == Reduction.SUM ? sum : terms > 0 ? sum / terms : 0;
  }

  /**
   * {@return the factor of the derivatives that goes with the reduction}
   *
   * @param batch holds the targets
   */
  default double factor(Batch batch) {
    return reduce(1, terms(batch));
  }
}
