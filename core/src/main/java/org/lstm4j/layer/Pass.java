package org.lstm4j.layer;

/** How a pass through the layers is meant; one object for all passes of a training run. */
public final class Pass {
  private int truncation;
  private boolean accumulates;

  /** An exact pass whose gradients overwrite older ones. */
  public Pass() {}

  /**
   * Sets where back-propagation through time is cut.
   *
   * @param steps steps between two cuts, counted from the end of each sequence, or 0 for none
   * @return this
   */
  public Pass truncation(int steps) {
    truncation = steps;
    return this;
  }

  /**
   * Sets whether the parameters' gradients go on from what is there, in the same chains.
   *
   * @param accumulate whether they do; else they are overwritten
   * @return this
   */
  public Pass accumulate(boolean accumulate) {
    accumulates = accumulate;
    return this;
  }

  /** {@return steps between two cuts, or 0 for exact gradients} */
  public int truncation() {
    return truncation;
  }

  /** {@return whether the parameters' gradients go on from what is there} */
  public boolean accumulates() {
    return accumulates;
  }
}
