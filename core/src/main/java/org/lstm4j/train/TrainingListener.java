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

  /**
   * Something that whoever started the run should know and that does not end it: where it goes on
   * from, that a checkpoint is damaged or could not be written. Logged as a warning, unless this is
   * overridden.
   *
   * @param sentence one sentence without a full stop
   */
  default void onNotice(String sentence) {
    System.getLogger(TrainingListener.class.getName()).log(System.Logger.Level.WARNING, sentence);
  }
}
