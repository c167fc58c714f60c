package org.lstm4j.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Softmax;
import org.lstm4j.model.ModelSpec;

/**
 * Cross-entropy of the softmax p of logits and a target's distribution q, −Σ q<sub>j</sub> log
 * p<sub>j</sub> in nats. q is 1 for the target and 0 else; smoothing (Szegedy et al. 2016) takes a
 * share ε from it and spreads that over all classes, and class weights w multiply: q<sub>j</sub> =
 * w<sub>j</sub>((1 − ε)[j = target] + ε / K). The mean is over the weights of the targets, as
 * PyTorch's. A model that is trained with it ends without a softmax.
 *
 * @param classWeights w, one for each class, at least 0, finite; empty for 1 each
 * @param smoothing ε, from 0 to below 1
 * @param ignoredClass a target that counts for nothing, or {@link Batch#NONE_IGNORED}
 * @param reduction how terms become one number
 */
public record CrossEntropy(
    List<Double> classWeights, double smoothing, int ignoredClass, Reduction reduction)
    implements Loss {
  static final CrossEntropy STANDARD =
      new CrossEntropy(List.of(), 0, Batch.NONE_IGNORED, Reduction.MEAN);

  /** Checks weights and smoothing. */
  public CrossEntropy {
    Objects.requireNonNull(reduction, "reduction");
    classWeights = List.copyOf(classWeights);
    for (double weight : classWeights) {
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new IllegalArgumentException(
            "the weight of a class is %s; expected a finite number of at least 0"
                .formatted(weight));
      }
    }
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "the label smoothing is %s; expected a number of at least 0 and below 1"
              .formatted(smoothing));
    }
  }

  @Override
  public CrossEntropy summed() {
    return new CrossEntropy(classWeights, smoothing, ignoredClass, Reduction.SUM);
  }

  /**
   * {@return the same loss with weights of classes}
   *
   * @param weights one for each class, at least 0, finite
   */
  public CrossEntropy withClassWeights(double... weights) {
    return new CrossEntropy(
        Arrays.stream(weights).boxed().toList(), smoothing, ignoredClass, reduction);
  }

  /**
   * {@return the same loss with smoothed targets}
   *
   * @param share ε, what all classes share, from 0 to below 1
   */
  public CrossEntropy withSmoothing(double share) {
    return new CrossEntropy(classWeights, share, ignoredClass, reduction);
  }

  /**
   * {@return the same loss without the targets of one class, such as padding}
   *
   * @param ignored the class; it need not be one of the model's
   */
  public CrossEntropy ignoring(int ignored) {
    return new CrossEntropy(classWeights, smoothing, ignored, reduction);
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeClasses("a softmax cross-entropy", shape);
    if (!classWeights.isEmpty() && classWeights.size() != shape.targetSize()) {
      throw new IllegalArgumentException(
          "there are weights for %d classes; the data has %d"
              .formatted(classWeights.size(), shape.targetSize()));
    }
    if (spec.layers().getLast() instanceof Softmax) {
      throw new IllegalArgumentException(
          "a softmax cross-entropy takes the softmax itself; the model ends in one, which must go");
    }
  }

  @Override
  public double terms(Batch batch) {
    if (isPlain(batch)) {
      return batch.rows();
    }
    double sum = 0;
    for (int r = 0; r < batch.rows(); r++) {
      sum += weight(batch, r);
    }
    return sum;
  }

  /** The weight of a target: 0 if it is ignored. */
  private double weight(Batch batch, int row) {
    int target = batch.targetIndices[row];
    return target == ignoredClass ? 0 : batch.weight(row) * classWeight(target);
  }

  private double classWeight(int j) {
    return classWeights.isEmpty() ? 1 : classWeights.get(j);
  }

  private boolean isPlain(Batch batch) {
    return classWeights.isEmpty()
        && smoothing == 0
        && ignoredClass == Batch.NONE_IGNORED
        && !batch.isWeighted();
  }

  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, double factor, Matrix gradients) {
    if (isPlain(batch)) {
      return kernels.softmaxCrossEntropy(
          outputs, batch.targetIndices, 0, (float) factor, gradients);
    }
    kernels.softmax(outputs, gradients);
    double sum = 0;
    for (int r = 0; r < outputs.rows(); r++) {
      int target = batch.targetIndices[r];
      if (target == ignoredClass) {
        Arrays.fill(
            gradients.values(), gradients.offset(r), gradients.offset(r) + gradients.columns(), 0f);
      } else {
        sum += row(outputs, r, target, batch.weight(r), factor, gradients);
      }
    }
    return sum;
  }

  /** One target, with the row's probabilities in place of its gradient. */
  private double row(
      Matrix outputs, int r, int target, double weight, double factor, Matrix gradients) {
    int classes = outputs.columns();
    float[] x = outputs.values();
    int logits = outputs.offset(r);
    float[] dx = gradients.values();
    int at = gradients.offset(r);
    int top = 0;
    double total = 0;
    for (int j = 0; j < classes; j++) {
      top = x[logits + j] > x[logits + top] ? j : top;
      total += share(j, target, classes);
    }
    // The greatest logit's probability is 1 / Σ e^(x − max).
    double logSum = -StrictMath.log(dx[at + top]);
    double value = 0;
    for (int j = 0; j < classes; j++) {
      double share = share(j, target, classes);
      value += share * (logSum - (x[logits + j] - x[logits + top]));
      dx[at + j] = (float) (factor * (weight * (total * dx[at + j] - share)));
    }
    return weight * value;
  }

  /** q. */
  private double share(int j, int target, int classes) {
    return classWeight(j) * ((j == target ? 1 - smoothing : 0) + smoothing / classes);
  }
}
