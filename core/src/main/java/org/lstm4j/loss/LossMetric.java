package org.lstm4j.loss;

import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/** A loss that is measured and not trained by. */
record LossMetric(Loss loss) implements Metric {

  LossMetric {
    Objects.requireNonNull(loss, "loss");
  }

  @Override
  public String name() {
    return loss.toString();
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    loss.checkFits(shape, spec);
  }

  @Override
  public int outputsPerTarget() {
    return loss.outputsPerTarget();
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
    return loss.reduce(sum, terms);
  }
}
