package org.lstm4j.train;

import java.util.List;

/**
 * The course of one training run.
 *
 * @param epochs one report per epoch, in order, at least one
 * @param stoppedEarly whether early stopping ended it
 * @param bestEpoch the epoch with the least validation loss, or the last one without validation
 */
public record History(List<EpochReport> epochs, boolean stoppedEarly, int bestEpoch) {

  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /** {@return the last epoch's report} */
  public EpochReport last() {
    return epochs.getLast();
  }

  /**
   * {@return the report of one epoch}
   *
   * @param epoch from 1 to the number of epochs
   */
  public EpochReport epoch(int epoch) {
    return epochs.get(epoch - 1);
  }

  /** {@return wall-clock seconds of the whole run} */
  public double seconds() {
    return last().seconds();
  }
}
