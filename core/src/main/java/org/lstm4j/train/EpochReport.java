package org.lstm4j.train;

/**
 * What one epoch came to.
 *
 * @param epoch the epoch, from 1
 * @param trainLoss the loss over the training samples, each measured just before the update that it
 *     takes part in
 * @param validationLoss the loss over the validation samples after the epoch, or NaN without any
 * @param learningRate the learning rate
 * @param seconds wall-clock time since training began
 */
public record EpochReport(
    int epoch, double trainLoss, double validationLoss, double learningRate, double seconds) {}
