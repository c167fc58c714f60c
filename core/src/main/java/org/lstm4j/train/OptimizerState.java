package org.lstm4j.train;

import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.model.Parameters;

/** What an optimizer remembers: the number of steps done and its moments, in parameter order. */
public final class OptimizerState {
  private final float[][] moments;
  private final AdamFactors adamFactors; // null for other optimizers
  private long steps;

  /**
   * The state before the first step, all zero.
   *
   * @param optimizer the optimizer
   * @param parameters what it will update
   */
  public OptimizerState(Optimizer optimizer, Parameters parameters) {
    moments = new float[optimizer.moments()][parameters.size()];
    adamFactors = optimizer.newFactors();
  }

  /** {@return the number of steps done} */
  public long steps() {
    return steps;
  }

  /**
   * {@return an array of moments, not a copy}
   *
   * @param index 0 for velocities or first moments, 1 for second moments
   */
  public float[] moment(int index) {
    return moments[index];
  }

  AdamFactors adamFactors() {
    return adamFactors;
  }

  long countStep() {
    return ++steps;
  }
}
