package org.lstm4j.train;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * The course of one training run.
 *
 * @param epochs one report per epoch, in order; none only if the run was interrupted in the first
 * @param ending what ended it
 * @param bestEpoch the epoch with the least validation loss, or the last one without validation; 0
 *     if there is none
 */
public record History(List<EpochReport> epochs, Ending ending, int bestEpoch) {

  /** What ended a run. */
  public enum Ending {
    /** All epochs are done. */
    COMPLETE,
    /** Early stopping. */
    STOPPED_EARLY,
    /** An interrupt of its thread, after a whole step. */
    INTERRUPTED
  }

  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /** {@return whether early stopping ended it} */
  public boolean stoppedEarly() {
    return ending == Ending.STOPPED_EARLY;
  }

  /** {@return whether it was interrupted, so that more would have come} */
  public boolean interrupted() {
    return ending == Ending.INTERRUPTED;
  }

  /**
   * {@return the last epoch's report}
   *
   * @throws NoSuchElementException if the run was interrupted in the first
   */
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

  /** {@return wall-clock seconds of all its epochs} */
  public double seconds() {
    return epochs.isEmpty() ? 0 : last().seconds();
  }
}
