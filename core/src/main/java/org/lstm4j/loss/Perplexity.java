package org.lstm4j.loss;

import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * e to the mean cross-entropy in nats.
 *
 * @param loss the cross-entropy
 */
record Perplexity(CrossEntropy loss) implements Metric {

  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    loss.checkFits(shape, spec);
  }

  @Override
  public int ignoredClass() {
    return loss.ignoredClass();
  }

  @Override
  public double terms(Batch batch) {
    return loss.terms(batch);
  }

  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, Matrix scratch) {
    return loss.sum(kernels, batch, outputs, 1, scratch);
  }

  @Override
  public double result(double sum, double terms) {
    return StrictMath.exp(sum / terms);
  }
}
