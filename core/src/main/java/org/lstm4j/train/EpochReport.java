package org.lstm4j.train;

import it.unimi.dsi.fastutil.doubles.DoubleImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * What one epoch came to.
 *
 * @param epoch the epoch, from 1
 * @param training loss and metrics over the training samples, each measured just before the update
 *     that it takes part in
 * @param validation loss and metrics over the validation samples after the epoch, if there are any
 * @param learningRates the learning rate of each step, in order, at least one
 * @param seconds wall-clock time since training began
 */
public record EpochReport(
    int epoch,
    Scores training,
    Optional<Scores> validation,
    List<Double> learningRates,
    double seconds) {

  /** Copies the list. */
  public EpochReport {
    learningRates = new DoubleImmutableList(learningRates);
  }

  /** {@return the loss over the training samples} */
  public double trainLoss() {
    return training.loss();
  }

  /** {@return the loss over the validation samples, or NaN without any} */
  public double validationLoss() {
    return validation.map(Scores::loss).orElse(Double.NaN);
  }

  /** {@return the learning rate of the epoch's last step} */
  public double learningRate() {
    return learningRates.getLast();
  }
}
