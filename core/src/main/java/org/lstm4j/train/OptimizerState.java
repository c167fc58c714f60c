package org.lstm4j.train;

import java.util.Arrays;
import java.util.List;
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

  /** Whether it is one of such an optimizer for as many parameters. */
  boolean fits(Optimizer optimizer, Parameters parameters) {
    return moments.length == optimizer.moments()
        && (moments.length == 0 || moments[0].length == parameters.size());
  }

  /** Goes on from what was kept: the number of steps, and all moments. */
  void restore(long stepsDone, List<float[]> kept) {
    steps = stepsDone;
    for (int m = 0; m < moments.length; m++) {
      System.arraycopy(kept.get(m), 0, moments[m], 0, moments[m].length);
    }
  }

  /** Copies of all moments. */
  List<float[]> moments() {
    return Arrays.stream(moments).map(float[]::clone).toList();
  }
}
