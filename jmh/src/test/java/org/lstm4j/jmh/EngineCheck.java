package org.lstm4j.jmh;

import java.util.List;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.GemmProblem;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmEngine.Task;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;

/**
 * A program that compares one engine with the scalar reference, for {@link PeersTest}: our backends
 * bit for bit, peers within a bound of rounding, u = 2<sup>−24</sup>.
 *
 * <ul>
 *   <li>A chain of n multiply-adds of terms below 1 in magnitude is off by at most n²·u, whatever
 *       its order. A hidden state sees I + H + 1 of them, with weights below 1/√H, and the errors
 *       of all steps before it, each passed on with a factor below 1.
 *   <li>Training is compared by what ten steps change: each rounds a parameter below 1/√H once in
 *       either engine, and a gradient is a sum of T·B terms, off by at most T·B·u of the sum of
 *       their magnitudes, which cancellation leaves below ten times the largest change.
 * </ul>
 */
final class EngineCheck {
  private static final double UNIT = 0x1p-24;
  private static final int TRAINING_STEPS = 10;
  private static final int STREAMING_STEPS = 3;
  private static final List<String> SHAPES =
      List.of("I7-H13-B3-T5", "I7-H32-B3-T5", "I1-H16-B1-T5", "I1-H32-B1-T25", "I64-H64-B32-T20");
  private static final List<String> SIZES = List.of("3x5x7", "8x128x32", "64x512x128");

  private final LstmEngine reference = Engines.lstm(Backends.SCALAR);
  private final boolean exact;

  private EngineCheck(String engine) {
    exact = engine.equals(Backends.SIMD) || engine.equals(Backends.SCALAR);
  }

  /**
   * Checks an engine.
   *
   * @param args its name, behind {@code lstm} or {@code gemm}
   */
  public static void main(String[] args) {
    EngineCheck check = new EngineCheck(args[1]);
    if (args[0].equals("lstm")) {
      LstmEngine engine = Engines.lstm(args[1]);
      SHAPES.forEach(shape -> check.lstm(engine, LstmShape.parse(shape)));
      IO.println(engine.description());
    } else {
      GemmEngine engine = Engines.gemm(args[1]);
      SIZES.forEach(size -> check.gemm(engine, new GemmProblem(size)));
      IO.println(engine.description());
    }
  }

  private void lstm(LstmEngine engine, LstmShape shape) {
    LstmProblem problem = new LstmProblem(shape);
    double terms = shape.inputs() + shape.hidden() + 1;
    double bound = shape.steps() * terms * terms / Math.sqrt(shape.hidden()) * UNIT;
    if (engine.does(Task.INFERENCE, shape)) {
      compare(
          "hidden states, " + shape, hidden(reference, problem), hidden(engine, problem), bound);
    }
    if (engine.does(Task.STREAMING, shape)) {
      compare("stream, " + shape, streamed(reference, shape), streamed(engine, shape), bound);
    }
    if (engine.does(Task.TRAINING, shape)) {
      float[] expected = changes(reference, problem);
      double rounding = 2 * TRAINING_STEPS * UNIT / Math.sqrt(shape.hidden());
      double sums = 10.0 * shape.steps() * shape.batch() * UNIT * largest(expected);
      compare("training, " + shape, expected, changes(engine, problem), rounding + sums);
    }
  }

  private static float[] hidden(LstmEngine engine, LstmProblem problem) {
    float[] hidden = new float[problem.target.length];
    try (LstmEngine.Inference inference = engine.inference(problem, 1)) {
      inference.run(problem.input, hidden);
    }
    return hidden;
  }

  /** The hidden states after some steps on the same inputs. */
  private static float[] streamed(LstmEngine engine, LstmShape shape) {
    LstmProblem oneStep =
        new LstmProblem(new LstmShape(shape.inputs(), shape.hidden(), shape.batch(), 1));
    float[] hidden = new float[oneStep.target.length];
    try (LstmEngine.Streaming stream = engine.streaming(oneStep)) {
      for (int t = 0; t < STREAMING_STEPS; t++) {
        stream.step(oneStep.input, hidden);
      }
    }
    return hidden;
  }

  /** What some training steps add to the parameters. */
  private static float[] changes(LstmEngine engine, LstmProblem problem) {
    try (LstmEngine.Training training = engine.training(problem, 1)) {
      float[] before = training.parameters().clone();
      for (int step = 0; step < TRAINING_STEPS; step++) {
        training.step();
      }
      float[] after = training.parameters().clone();
      for (int i = 0; i < after.length; i++) {
        after[i] -= before[i];
      }
      return after;
    }
  }

  private void gemm(GemmEngine engine, GemmProblem problem) {
    float[] expected = result(Engines.gemm(Backends.SCALAR).product(problem, 1));
    double bound = 2.0 * problem.k * problem.k * UNIT;
    compare("product", expected, result(engine.product(problem, 1)), bound);
    compare("packed product", expected, result(engine.packedProduct(problem, 1)), bound);
  }

  private static float[] result(GemmEngine.Product product) {
    try (product) {
      product.run();
      return product.result().clone();
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private void compare(String what, float[] expected, float[] actual, double bound) {
    if (expected.length != actual.length) {
      throw new AssertionError(
          "%s: %d values, expected %d".formatted(what, actual.length, expected.length));
    }
    for (int i = 0; i < expected.length; i++) {
      boolean same =
          exact
              ? Float.floatToRawIntBits(expected[i]) == Float.floatToRawIntBits(actual[i])
              : Math.abs(expected[i] - actual[i]) <= bound;
      if (!same) {
        throw new AssertionError(
            "%s: value %d is %s, expected %s within %s"
                .formatted(what, i, actual[i], expected[i], exact ? 0 : bound));
      }
    }
  }
}
