package org.lstm4j.loss;

import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * What is measured of a model's answers over any number of batches, and not trained by. Metrics
 * without state of their own, equal if they measure the same.
 */
public interface Metric {

  /**
   * {@return a loss as a metric: its mean over all terms, or its sum}
   *
   * @param loss the loss
   */
  static Metric of(Loss loss) {
    return new LossMetric(loss);
  }

  /**
   * {@return the share of targets that are hit: the class of the greatest output, or for targets
   * that are numbers the side of the logit, above 0 for targets above ½}
   */
  static Metric accuracy() {
    return accuracyIgnoring(Batch.NONE_IGNORED);
  }

  /**
   * {@return the accuracy without the targets of one class, such as padding}
   *
   * @param ignored the class
   */
  static Metric accuracyIgnoring(int ignored) {
    return new Accuracy(ignored);
  }

  /** {@return the mean of |y − t|} */
  static Metric meanAbsoluteError() {
    return of(Loss.meanAbsoluteError());
  }

  /** {@return the root of the mean of (y − t)²} */
  static Metric rootMeanSquaredError() {
    return new RootMeanSquaredError();
  }

  /** {@return e to the mean cross-entropy: as if so many classes were equally likely} */
  static Metric perplexity() {
    return perplexityIgnoring(Batch.NONE_IGNORED);
  }

  /**
   * {@return the perplexity without the targets of one class, such as padding}
   *
   * @param ignored the class
   */
  static Metric perplexityIgnoring(int ignored) {
    return new Perplexity(Loss.softmaxCrossEntropy().ignoring(ignored));
  }

  /** {@return its name for people, for example {@code accuracy}} */
  String name();

  /**
   * Checks that data and model are such as this metric compares, sizes aside.
   *
   * @param shape of the samples
   * @param spec the model
   * @throws IllegalArgumentException if they are not
   */
  void checkFits(SampleShape shape, ModelSpec spec);

  /** {@return how many outputs are compared with one number of a target} */
  default int outputsPerTarget() {
    return 1;
  }

  /** {@return a class that targets may be and that counts for nothing} */
  default int ignoredClass() {
    return Batch.NONE_IGNORED;
  }

  /**
   * {@return the weights of all terms of a batch together}
   *
   * @param batch holds the targets
   */
  double terms(Batch batch);

  /**
   * {@return the sum of the terms of a batch, each times its weight}
   *
   * @param kernels of the thread that calls
   * @param batch holds the targets
   * @param outputs of the model {@code [rows × O]}
   * @param scratch of the same size, overwritten
   */
  double sum(Kernels kernels, Batch batch, Matrix outputs, Matrix scratch);

  /**
   * {@return what the sum of all batches comes to}
   *
   * @param sum the sum
   * @param terms the weights of the terms together
   */
  double result(double sum, double terms);

  /** {@return whether a greater value is a better one} */
  default boolean isHigherBetter() {
    return false;
  }
}
