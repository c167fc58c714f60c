package org.lstm4j.train;

/** Watches a training run. Called on the training thread; must not change anything. */
public interface TrainingListener {

  /**
   * After one step.
   *
   * @param epoch the epoch, from 1
   * @param batch the batch in the epoch, from 1
   * @param loss its loss before the update
   * @param learningRate the learning rate of the update
   */
  default void onStep(int epoch, int batch, double loss, double learningRate) {}

  /**
   * After one epoch.
   *
   * @param report what it came to
   */
  default void onEpoch(EpochReport report) {}
}
