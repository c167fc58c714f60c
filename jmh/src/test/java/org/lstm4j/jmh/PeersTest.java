package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.GemmProblem;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmEngine.Task;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.kernel.Backends;

/**
 * Every engine of the class path computes what the scalar reference computes: our backends bit for
 * bit, peers, which a build with the profile {@code peers} adds, within a bound of rounding.
 *
 * <p>The bound: a chain of n multiply-adds of terms below 1 in magnitude is off by at most n²·u, u
 * = 2<sup>−24</sup>, whatever its order; a hidden state sees I + H + 1 of them, with weights below
 * 1/√H, and the errors of all steps before it, each passed on with a factor below 1.
 */
class PeersTest {
  private static final double UNIT = 0x1p-24;
  private static final List<String> OURS = List.of(Backends.SIMD, Backends.SCALAR);

  static Stream<LstmEngine> lstmEngines() {
    return Engines.lstm().stream();
  }

  static Stream<GemmEngine> gemmEngines() {
    return Engines.gemm().stream();
  }

  private static double bound(String engine, LstmShape shape) {
    double terms = shape.inputs() + shape.hidden() + 1;
    double step = terms * terms / Math.sqrt(shape.hidden()) * UNIT;
    return OURS.contains(engine) ? 0 : shape.steps() * step;
  }

  @ParameterizedTest
  @MethodSource("lstmEngines")
  void sameNumbers(LstmEngine engine) {
    assertTrue(!engine.description().isBlank());
    for (String text :
        List.of("I7-H13-B3-T5", "I1-H16-B1-T5", "I1-H32-B1-T25", "I64-H64-B32-T20")) {
      LstmShape shape = LstmShape.parse(text);
      LstmProblem problem = new LstmProblem(shape);
      double bound = bound(engine.name(), shape);
      if (engine.does(Task.INFERENCE, shape)) {
        assertClose(hidden(Engines.lstm(Backends.SCALAR), problem), hidden(engine, problem), bound);
      }
      if (engine.does(Task.STREAMING, shape)) {
        assertClose(
            streamed(Engines.lstm(Backends.SCALAR), problem), streamed(engine, problem), bound);
      }
      if (engine.does(Task.TRAINING, shape)) {
        assertClose(
            trained(Engines.lstm(Backends.SCALAR), problem), trained(engine, problem), bound);
      }
    }
  }

  private static float[] hidden(LstmEngine engine, LstmProblem problem) {
    float[] hidden = new float[problem.target.length];
    try (LstmEngine.Inference inference = engine.inference(problem, 1)) {
      inference.run(problem.input, hidden);
    }
    return hidden;
  }

  /** The hidden states after three steps on the inputs of the first. */
  private static float[] streamed(LstmEngine engine, LstmProblem problem) {
    LstmShape shape = problem.shape;
    LstmProblem oneStep =
        new LstmProblem(new LstmShape(shape.inputs(), shape.hidden(), shape.batch(), 1));
    float[] hidden = new float[oneStep.target.length];
    try (LstmEngine.Streaming stream = engine.streaming(oneStep)) {
      for (int t = 0; t < 3; t++) {
        stream.step(oneStep.input, hidden);
      }
    }
    return hidden;
  }

  /** The parameters after one training step. */
  private static float[] trained(LstmEngine engine, LstmProblem problem) {
    try (LstmEngine.Training training = engine.training(problem, 1)) {
      training.step();
      return training.parameters().clone();
    }
  }

  @ParameterizedTest
  @MethodSource("gemmEngines")
  void sameProducts(GemmEngine engine) {
    assertTrue(!engine.description().isBlank());
    for (String size : List.of("3x5x7", "8x128x32", "64x512x128")) {
      GemmProblem problem = new GemmProblem(size);
      float[] expected = result(Engines.gemm(Backends.SCALAR).product(problem, 1));
      double bound = OURS.contains(engine.name()) ? 0 : 2.0 * problem.k * problem.k * UNIT;
      assertClose(expected, result(engine.product(problem, 1)), bound);
      assertClose(expected, result(engine.packedProduct(problem, 1)), bound);
    }
  }

  private static float[] result(GemmEngine.Product product) {
    try (product) {
      product.run();
      return product.result().clone();
    }
  }

  private static void assertClose(float[] expected, float[] actual, double bound) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], bound, "value " + i);
    }
  }
}
