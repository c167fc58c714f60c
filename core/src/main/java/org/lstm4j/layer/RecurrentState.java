package org.lstm4j.layer;

import java.util.Arrays;
import org.lstm4j.kernel.Extent;

/**
 * A state that a recurrent layer has after each step: B rows before the first step, then the rows
 * of each step, or for inference the present rows alone.
 */
final class RecurrentState implements LayerState {
  private final Extent extent;
  private final int size;
  private final float[] values;
  private final float[] gradients;
  private final boolean keepsSteps;
  private float[] endGradient; // null for none

  /**
   * A state in arrays of a layer's.
   *
   * @param extent the steps and sequences of the batch at hand
   * @param size numbers per row
   * @param values the states
   * @param gradients of the state before the first step, from 0 on
   * @param keepsSteps whether the states of all steps are kept
   */
  RecurrentState(Extent extent, int size, float[] values, float[] gradients, boolean keepsSteps) {
    this.extent = extent;
    this.size = size;
    this.values = values;
    this.gradients = gradients;
    this.keepsSteps = keepsSteps;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public float[] start() {
    return values;
  }

  @Override
  public float[] startGradient() {
    return gradients;
  }

  @Override
  public void setEndGradient(float[] gradient) {
    endGradient = gradient;
  }

  private int after(int t) {
    return (extent.batch() + extent.row(t)) * size;
  }

  @Override
  public void copyEnd(float[] to) {
    if (!keepsSteps || extent.isUniform()) {
      int after = keepsSteps ? after(extent.steps() - 1) : 0;
      System.arraycopy(values, after, to, 0, extent.batch() * size);
      return;
    }
    for (int b = 0; b < extent.batch(); b++) {
      int after = after(extent.length(b) - 1);
      System.arraycopy(values, after + b * size, to, b * size, size);
    }
  }

  /** Gradients of all steps get those of the last states added, and nothing yet at the start. */
  void addEndGradient() {
    Arrays.fill(gradients, 0, extent.batch() * size, 0f);
    for (int b = 0; endGradient != null && b < extent.batch(); b++) {
      int end = after(extent.length(b) - 1) + b * size;
      for (int j = 0; j < size; j++) {
        gradients[end + j] += endGradient[b * size + j];
      }
    }
  }

  /** Gradients carried from step to step begin as those of the last states, or as nothing. */
  void carryEndGradient() {
    int length = extent.batch() * size;
    if (endGradient == null) {
      Arrays.fill(gradients, 0, length, 0f);
    } else {
      System.arraycopy(endGradient, 0, gradients, 0, length);
    }
  }
}
