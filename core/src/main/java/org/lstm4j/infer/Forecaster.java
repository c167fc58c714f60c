package org.lstm4j.infer;

import org.lstm4j.kernel.support.Exclusive;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;

/**
 * Forecasts several steps ahead by feeding predictions back as inputs. For models whose output is
 * as wide as their input and that read the oldest value first, unlike those trained on {@link
 * org.lstm4j.data.Windows#lags}. For one thread at a time: a call that comes while another thread's
 * runs ends in an {@link IllegalStateException}, as does one after {@link #close}.
 */
public final class Forecaster implements AutoCloseable {
  private final PredictionStream stream;
  private final Exclusive use = new Exclusive("this forecaster is");
  private final int width;
  private final boolean everyStep;

  /**
   * A forecaster with a stream of its own.
   *
   * @param predictor the model
   * @throws IllegalArgumentException if the model reads indices or its output is not as wide as its
   *     input
   */
  public Forecaster(Predictor predictor) {
    ModelSpec spec = predictor.spec();
    if (spec.input() != Kind.VALUES || spec.inputSize() != spec.outputSize()) {
      throw new IllegalArgumentException(
          "the model reads %d %s and answers with %d numbers; expected as many numbers as it reads"
              .formatted(
                  spec.inputSize(),
                  spec.input() == Kind.VALUES ? "numbers" : "classes",
                  spec.outputSize()));
    }
    this.stream = predictor.newStream();
    this.width = spec.inputSize();
    this.everyStep = spec.output() == Output.SEQUENCE;
  }

  /**
   * Forecasts as the model was trained on windows: every step runs the last window from the zero
   * state, drops its oldest value and appends the prediction.
   *
   * @param window the last values {@code [T × I]}, oldest first; not changed
   * @param count steps to forecast, at least 1
   * @return the forecast {@code [count × I]}
   * @throws IllegalArgumentException if the window holds no whole step or the count is not positive
   */
  public float[] rolling(float[] window, int count) {
    int steps = steps(window, count);
    float[] recent = window.clone();
    float[] outputs = new float[everyStep ? window.length : width];
    float[] forecast = new float[Math.multiplyExact(count, width)];
    use.enter();
    try {
      for (int n = 0; n < count; n++) {
        stream.reset();
        stream.run(recent, steps, outputs);
        System.arraycopy(recent, width, recent, 0, recent.length - width);
        System.arraycopy(outputs, outputs.length - width, recent, recent.length - width, width);
        System.arraycopy(outputs, outputs.length - width, forecast, n * width, width);
      }
    } finally {
      use.leave();
    }
    return forecast;
  }

  /**
   * Forecasts with one unbroken state: runs the history once from the zero state, then steps on
   * from prediction to prediction.
   *
   * @param history the past {@code [T × I]}, oldest first; not changed
   * @param count steps to forecast, at least 1
   * @return the forecast {@code [count × I]}
   * @throws IllegalArgumentException if the history holds no whole step or the count is not
   *     positive
   */
  public float[] continuing(float[] history, int count) {
    int steps = steps(history, count);
    float[] outputs = new float[everyStep ? history.length : width];
    float[] forecast = new float[Math.multiplyExact(count, width)];
    float[] latest = new float[width];
    use.enter();
    try {
      stream.reset();
      stream.run(history, steps, outputs);
      System.arraycopy(outputs, outputs.length - width, latest, 0, width);
      for (int n = 0; n < count; n++) {
        System.arraycopy(latest, 0, forecast, n * width, width);
        if (n < count - 1) {
          stream.step(latest, latest);
        }
      }
    } finally {
      use.leave();
    }
    return forecast;
  }

  /**
   * Releases the stream. A second call does nothing.
   *
   * @throws IllegalStateException if another thread forecasts
   */
  @Override
  public void close() {
    if (use.close()) {
      stream.close();
    }
  }

  private int steps(float[] past, int count) {
    if (past.length == 0 || past.length % width != 0) {
      throw new IllegalArgumentException(
          "%d past values do not make steps of %d".formatted(past.length, width));
    }
    if (count < 1) {
      throw new IllegalArgumentException(
          "the number of steps to forecast is %d; expected at least 1".formatted(count));
    }
    return past.length / width;
  }
}
