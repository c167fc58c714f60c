package org.lstm4j.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.model.ModelSpec;

/**
 * The pinball loss of several quantiles at once (Koenker and Bassett, Regression quantiles, 1978):
 * with d = t − y, level·d where d &gt; 0, else (level − 1)·d. The model has an output for each
 * level of each target, levels side by side.
 *
 * @param levels of the quantiles, each in (0, 1), at least one
 * @param reduction how terms become one number
 */
public record Quantiles(List<Double> levels, Reduction reduction) implements Loss {

  /** Checks the levels. */
  public Quantiles {
    Objects.requireNonNull(reduction, "reduction");
    levels = List.copyOf(levels);
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("there are no quantiles; expected at least one level");
    }
    for (double level : levels) {
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException(
            "the level of a quantile is %s; expected a number between 0 and 1".formatted(level));
      }
    }
  }

  static Quantiles of(double... levels) {
    return new Quantiles(Arrays.stream(levels).boxed().toList(), Reduction.MEAN);
  }

  @Override
  public Loss summed() {
    return new Quantiles(levels, Reduction.SUM);
  }

  @Override
  public int outputsPerTarget() {
    return levels.size();
  }

  @Override
  public void checkFits(SampleShape shape, ModelSpec spec) {
    Targets.mustBeNumbers("a quantile loss", shape);
  }

  @Override
  public double terms(Batch batch) {
    return Targets.numbers(batch) * levels.size();
  }

  @Override
  public double sum(Kernels kernels, Batch batch, Matrix outputs, double factor, Matrix gradients) {
    Matrix targets = batch.targets();
    int count = levels.size();
    double sum = 0;
    for (int r = 0; r < outputs.rows(); r++) {
      double weight = batch.weight(r);
      for (int j = 0; j < outputs.columns(); j++) {
        double level = levels.get(j % count);
        float t = targets.values()[targets.offset(r) + j / count];
        double d = t - outputs.values()[outputs.offset(r) + j];
        double slope = d > 0 ? -level : 1 - level;
        sum += weight * (-slope * d);
        gradients.values()[gradients.offset(r) + j] = (float) (factor * (weight * slope));
      }
    }
    return sum;
  }
}
