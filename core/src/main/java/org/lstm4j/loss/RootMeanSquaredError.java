package org.lstm4j.loss;

import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/** The root of the mean squared error, in the unit of the targets. */
record RootMeanSquaredError() implements Metric {

  @Override
  public String name() {
    return "root mean squared error";
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeNumbers("a root mean squared error", shape);
  }

  @Override
  public double terms(Batch batch) {
    return Targets.numbers(batch);
  }

  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, Matrix scratch) {
    return SquaredError.STANDARD.sum(kernels, batch, outputs, 1, scratch);
  }

  @Override
  public double result(double sum, double terms) {
    return Math.sqrt(sum / terms);
  }
}
