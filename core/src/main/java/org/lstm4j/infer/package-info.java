/**
 * Inference: a {@link org.lstm4j.infer.Predictor} holds packed weights that any number of threads
 * share, a {@link org.lstm4j.infer.PredictionStream} the state of one stream of data.
 */
package org.lstm4j.infer;
