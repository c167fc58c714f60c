package org.lstm4j.samples.experiments;

import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.model.ModelSpec.Output;

/** Forecasts over a whole series, each from the window before it and the zero state. */
final class Forecasts {

  /** In which order a model reads its window. */
  enum Order {
    OLDEST_FIRST,
    NEWEST_FIRST
  }

  private Forecasts() {}

  /** The model's last output for every window: the forecasts of values {@code length …} end. */
  static float[] oneStepAhead(Predictor predictor, float[] series, int length, Order order) {
    float[] forecasts = new float[series.length - length];
    float[] window = new float[length];
    boolean everyStep = predictor.spec().output() == Output.SEQUENCE;
    float[] outputs = new float[everyStep ? length : 1];
    try (PredictionStream stream = predictor.newStream()) {
      for (int n = 0; n < forecasts.length; n++) {
        for (int t = 0; t < length; t++) {
          window[t] = series[order == Order.OLDEST_FIRST ? n + t : n + length - 1 - t];
        }
        stream.reset();
        stream.run(window, length, outputs);
        forecasts[n] = outputs[outputs.length - 1];
      }
    }
    return forecasts;
  }
}
