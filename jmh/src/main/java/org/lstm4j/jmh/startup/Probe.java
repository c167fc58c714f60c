package org.lstm4j.jmh.startup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.lstm4j.backend.Backends;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.ModelFile;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/**
 * The program whose start is measured. It does one thing again and again, and prints when its first
 * result was there, how long the first call took, the bits of the result, and how long calls took
 * from then on; {@link Trace#parse} reads that.
 */
public final class Probe {
  private static final double NANOS = 1e9;
  private static final long SLICE = 5_000_000;

  private Probe() {}

  /** The call that is repeated. */
  private interface Call {
    /** Makes it, and returns the bits of its result as one number. */
    long run();
  }

  /**
   * Runs one task.
   *
   * @param args the task, the backend, the file of the model or the shape of the training step, the
   *     moment at which the process was started, and the seconds to run for from then on
   * @throws IOException if the model cannot be read
   */
  public static void main(String[] args) throws IOException {
    Call call =
        switch (Task.valueOf(args[0])) {
          case STREAMING -> streaming(args[1], Path.of(args[2]));
          case TRAINING -> training(args[1], LstmShape.parse(args[2]));
        };
    measure(call, Instant.parse(args[3]), Double.parseDouble(args[4]));
  }

  private static Call streaming(String backend, Path model) throws IOException {
    Predictor predictor =
        new Predictor(
            ModelFile.load(model).parameters(),
            Backends.select(backend, Backends.installed()).provider());
    PredictionStream stream = predictor.newStream();
    float[] input = {0.5f};
    float[] output = new float[predictor.spec().outputSize()];
    return () -> {
      stream.step(input, output);
      return Float.floatToRawIntBits(output[0]);
    };
  }

  private static Call training(String backend, LstmShape shape) {
    LstmProblem problem = new LstmProblem(shape);
    LstmEngine.Training training = Engines.own(backend).training(problem, 1);
    return () -> Double.doubleToRawLongBits(training.step());
  }

  /** Time is the wall clock's until the first result, which includes the start of the process. */
  private static void measure(Call call, Instant started, double seconds) {
    long before = System.nanoTime();
    long bits = call.run();
    long after = System.nanoTime();
    double first = Duration.between(started, Instant.now()).toNanos() / NANOS;
    Windows windows = new Windows(seconds);
    windows.add(first - (after - before) / NANOS, first, (double) (after - before));

    long end = after + (long) ((seconds - first) * NANOS);
    long now = after;
    while (now < end) {
      long begin = now;
      long calls = 0;
      do {
        call.run();
        calls++;
        now = System.nanoTime();
      } while (now - begin < SLICE);
      windows.add(
          first + (begin - after) / NANOS,
          first + (now - after) / NANOS,
          (double) (now - begin) / calls);
    }
    IO.println(first);
    IO.println(after - before);
    IO.println(Long.toHexString(bits));
    IO.println(windows);
  }
}
