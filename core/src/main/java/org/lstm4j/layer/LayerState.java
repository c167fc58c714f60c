package org.lstm4j.layer;

/** One of the states of a layer: what it starts from, what it ends with, and their gradients. */
public interface LayerState {

  /** {@return the number of values per sequence} */
  int size();

  /** {@return the state before the first step, {@code [B × size]} from index 0 on; to be set} */
  float[] start();

  /**
   * Copies the state after the last step of each sequence.
   *
   * @param to receives {@code [B × size]}
   */
  void copyEnd(float[] to);

  /** {@return the gradient of {@link #start} after a pass back, from index 0 on} */
  float[] startGradient();

  /**
   * Sets the gradient of the state after the last step, for the passes back that follow.
   *
   * @param gradient {@code [B × size]}, not copied; null for none
   */
  void setEndGradient(float[] gradient);
}
