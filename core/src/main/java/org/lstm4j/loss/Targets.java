package org.lstm4j.loss;

import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Kind;

/** What losses and metrics have in common: walks over targets, and what these must be. */
final class Targets {

  /** A term of a loss that compares one output with one number. */
  interface Term {
    /** The term. */
    double value(float y, float t);

    /** Its derivative by the output. */
    double slope(float y, float t);
  }

  private Targets() {}

  static void mustBeNumbers(String what, SampleShape shape) {
    if (shape.target() != Kind.VALUES) {
      throw new IllegalArgumentException(
          what + " compares with numbers; the data's targets are classes");
    }
  }

  static void mustBeClasses(String what, SampleShape shape) {
    if (shape.target() != Kind.INDICES) {
      throw new IllegalArgumentException(
          what + " compares with classes; the data's targets are numbers");
    }
  }

  /** The weights of a batch's target rows together. */
  static double rows(Batch batch) {
    if (!batch.isWeighted()) {
      return batch.rows();
    }
    double sum = 0;
    for (int r = 0; r < batch.rows(); r++) {
      sum += batch.weight(r);
    }
    return sum;
  }

  /** The weights of those target rows together that are not of an ignored class. */
  static double rows(Batch batch, int ignoredClass) {
    if (ignoredClass == Batch.NONE_IGNORED) {
      return rows(batch);
    }
    double sum = 0;
    for (int r = 0; r < batch.rows(); r++) {
      sum += batch.targetIndices[r] == ignoredClass ? 0 : batch.weight(r);
    }
    return sum;
  }

  /** The weights of a batch's target numbers together. */
  static double numbers(Batch batch) {
    return rows(batch) * batch.shape().targetSize();
  }

  /** Terms row by row, added in order in double; each derivative is rounded once. */
  static double sum(Term term, Batch batch, Matrix outputs, double factor, Matrix gradients) {
    Matrix targets = batch.targets();
    double sum = 0;
    for (int r = 0; r < outputs.rows(); r++) {
      double weight = batch.weight(r);
      for (int j = 0; j < outputs.columns(); j++) {
        float y = outputs.values()[outputs.offset(r) + j];
        float t = targets.values()[targets.offset(r) + j];
        sum += weight * term.value(y, t);
        gradients.values()[gradients.offset(r) + j] =
            (float) (factor * (weight * term.slope(y, t)));
      }
    }
    return sum;
  }
}
