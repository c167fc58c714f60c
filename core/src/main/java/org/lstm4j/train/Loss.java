package org.lstm4j.train;

import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.Workspace;

/**
 * A loss: its value and the outputs' gradient in one pass. A new loss reduces by the mean; {@link
 * #summed} makes it a sum.
 */
public sealed interface Loss {

  /** How the terms of a loss become one number. */
  enum Reduction {
    /** Their mean over all terms of a batch. */
    MEAN,
    /** Their sum over all terms of a batch. */
    SUM
  }

  /** {@return (y − t)², mean over all outputs} */
  static Loss meanSquaredError() {
    return new SquaredError(1, Reduction.MEAN);
  }

  /** {@return ½(y − t)², mean over all outputs; its gradient is y − t} */
  static Loss halfSquaredError() {
    return new SquaredError(0.5, Reduction.MEAN);
  }

  /** {@return softmax cross-entropy −log p[target] in nats, mean over all targets} */
  static Loss softmaxCrossEntropy() {
    return new SoftmaxCrossEntropy(Reduction.MEAN);
  }

  /** {@return the same loss, summed over all terms} */
  Loss summed();

  /** {@return how its terms become one number} */
  Reduction reduction();

  /**
   * Checks that targets are of the kind that this loss compares with.
   *
   * @param shape of the samples
   * @throws IllegalArgumentException if they are not
   */
  void checkFits(SampleShape shape);

  /**
   * Evaluates the loss after a forward pass.
   *
   * @param kernels of the thread that calls
   * @param batch holds the targets
   * @param workspace holds the outputs; receives their gradient
   * @return the loss of the batch
   */
  double evaluate(Kernels kernels, Batch batch, Workspace workspace);

  /**
   * factor·(y − t)².
   *
   * @param factor positive
   * @param reduction how terms become one number
   */
  record SquaredError(double factor, Reduction reduction) implements Loss {
    /** Checks the factor. */
    public SquaredError {
      Objects.requireNonNull(reduction, "reduction");
      if (!(factor > 0 && Double.isFinite(factor))) {
        throw new IllegalArgumentException(
            "the factor is %s; expected a positive, finite number".formatted(factor));
      }
    }

    @Override
    public Loss summed() {
      return new SquaredError(factor, Reduction.SUM);
    }

    @Override
    public void checkFits(SampleShape shape) {
      if (shape.target() != Kind.VALUES) {
        throw new IllegalArgumentException(
            "a squared error compares with numbers; the data's targets are classes");
      }
    }

    @Override
    public double evaluate(Kernels kernels, Batch batch, Workspace workspace) {
      int n = batch.rows() * batch.shape().targetSize();
      double weight = reduction == Reduction.MEAN ? factor / n : factor;
      double sum =
          kernels.squaredError(
              workspace.outputs(),
              batch.targets(),
              (float) (2 * weight),
              workspace.outputGradients());
      return weight * sum;
    }
  }

  /**
   * −log softmax(x)[target].
   *
   * @param reduction how terms become one number
   */
  record SoftmaxCrossEntropy(Reduction reduction) implements Loss {
    /** Checks that the reduction is there. */
    public SoftmaxCrossEntropy {
      Objects.requireNonNull(reduction, "reduction");
    }

    @Override
    public Loss summed() {
      return new SoftmaxCrossEntropy(Reduction.SUM);
    }

    @Override
    public void checkFits(SampleShape shape) {
      if (shape.target() != Kind.INDICES) {
        throw new IllegalArgumentException(
            "a softmax cross-entropy compares with classes; the data's targets are numbers");
      }
    }

    @Override
    public double evaluate(Kernels kernels, Batch batch, Workspace workspace) {
      int rows = batch.rows();
      double weight = reduction == Reduction.MEAN ? 1.0 / rows : 1.0;
      double sum =
          kernels.softmaxCrossEntropy(
              workspace.outputs(),
              batch.targetIndices,
              0,
              (float) weight,
              workspace.outputGradients());
      return weight * sum;
    }
  }
}
