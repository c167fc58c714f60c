/**
 * Training: {@link org.lstm4j.train.Trainer} runs epochs over a dataset, {@link
 * org.lstm4j.train.TrainStep} is one step from batch to updated parameters.
 */
package org.lstm4j.train;
