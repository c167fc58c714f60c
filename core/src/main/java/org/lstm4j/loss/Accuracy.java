package org.lstm4j.loss;

import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;

/**
 * The share of targets that are hit.
 *
 * @param ignoredClass a target that counts for nothing, or {@link Batch#NONE_IGNORED}
 */
record Accuracy(int ignoredClass) implements Metric {
  private static final float HALF = 0.5f;

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    // Classes and numbers both have a way to be hit.
  }

  @Override
  public double terms(Batch batch) {
    return batch.shape().target() == Kind.INDICES
        ? Targets.rows(batch, ignoredClass)
        : Targets.numbers(batch);
  }

  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, Matrix scratch) {
    boolean classes = batch.shape().target() == Kind.INDICES;
    double sum = 0;
    for (int r = 0; r < outputs.rows(); r++) {
      int hits = classes ? hitsClass(batch, outputs, r) : sidesHit(batch.targets(), outputs, r);
      sum += batch.weight(r) * hits;
    }
    return sum;
  }

  /** Of equal outputs the first one is the answer; what is not a number hits nothing. */
  private int hitsClass(Batch batch, Matrix outputs, int r) {
    int target = batch.targetIndices[r];
    if (target == ignoredClass) {
      return 0;
    }
    float[] x = outputs.values();
    int at = outputs.offset(r);
    float hit = x[at + target];
    for (int j = 0; j < outputs.columns(); j++) {
      boolean isBehind = x[at + j] < hit || (x[at + j] == hit && j >= target);
      if (!isBehind) {
        return 0;
      }
    }
    return 1;
  }

  private static int sidesHit(Matrix targets, Matrix outputs, int r) {
    int hits = 0;
    for (int j = 0; j < outputs.columns(); j++) {
      boolean answer = outputs.values()[outputs.offset(r) + j] > 0f;
      boolean right = targets.values()[targets.offset(r) + j] > HALF;
      hits += answer == right ? 1 : 0;
    }
    return hits;
  }

  @Override
  public double result(double sum, double terms) {
    return sum / terms;
  }

  @Override
  public boolean isHigherBetter() {
    return true;
  }
}
