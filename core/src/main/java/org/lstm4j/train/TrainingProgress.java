package org.lstm4j.train;

/** Where a training run is: what a schedule of learning rates depends on. */
public final class TrainingProgress {
  private final int epochs;
  private final int stepsPerEpoch;
  private long step;

  /**
   * The first step of a run.
   *
   * @param epochs the number of epochs, unless the run ends before
   * @param stepsPerEpoch optimizer steps of each
   */
  public TrainingProgress(int epochs, int stepsPerEpoch) {
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /** Goes on to the next step. */
  public void next() {
    step++;
  }

  /** {@return the epoch, from 1} */
  public int epoch() {
    return (int) (step / stepsPerEpoch) + 1;
  }

  /** {@return the step, from 1 at the beginning of the run} */
  public long step() {
    return step + 1;
  }

  /** {@return the number of epochs, unless the run ends before} */
  public int epochs() {
    return epochs;
  }

  /** {@return the number of steps of all epochs} */
  public long steps() {
    return (long) epochs * stepsPerEpoch;
  }
}
