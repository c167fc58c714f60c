package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.jmh.kernel.Gemm;
import org.lstm4j.jmh.lstm.ForwardPass;
import org.lstm4j.jmh.lstm.StreamingStep;
import org.lstm4j.jmh.lstm.TrainingStep;
import org.openjdk.jmh.annotations.Param;

/**
 * The benchmarks of products and layers over their own parameters, once, against the scalar
 * reference, bit for bit.
 */
class BenchmarksTest {
  private static final int STEPS = 3;

  static Stream<String> trainingShapes() {
    return Stream.concat(values(TrainingStep.class, "shape"), Stream.of("I5-H7-B3-T4-L3"));
  }

  static Stream<String> forwardShapes() {
    return Stream.concat(values(ForwardPass.class, "shape"), Stream.of("I5-H7-B3-T4-L3"));
  }

  static Stream<String> streamingShapes() {
    return values(StreamingStep.class, "shape");
  }

  static Stream<String> sizes() {
    return values(Gemm.class, "size");
  }

  /** The values of a benchmark's parameter. */
  static Stream<String> values(Class<?> benchmark, String parameter) {
    try {
      return Arrays.stream(benchmark.getField(parameter).getAnnotation(Param.class).value());
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("trainingShapes")
  void training(String shape) {
    double expected = train(Backends.SCALAR, shape, 1);
    assertEquals(expected, train(Backends.SIMD, shape, 1));
    assertEquals(expected, train(Backends.SIMD, shape, 2), "two threads");
  }

  /** The loss of the first step. */
  private static double train(String engine, String shape, int threads) {
    TrainingStep benchmark = new TrainingStep();
    benchmark.engine = engine;
    benchmark.shape = shape;
    benchmark.threads = threads;
    benchmark.setUp();
    double loss = benchmark.step();
    benchmark.tearDown();
    return loss;
  }

  @ParameterizedTest
  @MethodSource("forwardShapes")
  void forward(String shape) {
    assertArrayEquals(forward(Backends.SCALAR, shape), forward(Backends.SIMD, shape));
  }

  private static float[] forward(String engine, String shape) {
    ForwardPass benchmark = new ForwardPass();
    benchmark.engine = engine;
    benchmark.shape = shape;
    benchmark.threads = 1;
    benchmark.setUp();
    float[] hidden = benchmark.forward();
    benchmark.tearDown();
    return hidden;
  }

  @ParameterizedTest
  @MethodSource("streamingShapes")
  void streaming(String shape) {
    StreamingStep expected = stream(Backends.SCALAR, shape);
    StreamingStep actual = stream(Backends.SIMD, shape);
    for (int t = 0; t < STEPS; t++) {
      assertArrayEquals(expected.step(), actual.step(), "step " + t);
    }
    expected.tearDown();
    actual.tearDown();
  }

  /** Rounded weights are another model, so nobody's peer, and does not train. */
  @Test
  void roundedWeights() {
    LstmEngine engine = Engines.lstm("simd-bf16");
    assertTrue(engine.description().endsWith("weights of bfloat16"), engine.description());
    assertTrue(Engines.lstm().stream().noneMatch(each -> each.name().equals(engine.name())));
    LstmShape shape = LstmShape.parse("I1-H16-B1-T1");
    assertFalse(engine.does(LstmEngine.Task.TRAINING, shape));
    LstmProblem problem = new LstmProblem(shape);
    var e = assertThrows(IllegalArgumentException.class, () -> engine.training(problem, 1));
    assertEquals(
        "simd-bf16 does not train; expected simd, which keeps weights as floats", e.getMessage());
    float[] floats = forward(Backends.SIMD, "I1-H16-B1-T1");
    float[] rounded = forward("simd-bf16", "I1-H16-B1-T1");
    assertFalse(Arrays.equals(floats, rounded));
  }

  private static StreamingStep stream(String engine, String shape) {
    StreamingStep benchmark = new StreamingStep();
    benchmark.engine = engine;
    benchmark.shape = shape;
    benchmark.setUp();
    return benchmark;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void product(String size) {
    float[] expected = multiply(Backends.SCALAR, size, true);
    for (boolean packed : List.of(true, false)) {
      assertArrayEquals(expected, multiply(Backends.SIMD, size, packed), "packed " + packed);
    }
  }

  private static float[] multiply(String engine, String size, boolean packed) {
    Gemm benchmark = new Gemm();
    benchmark.engine = engine;
    benchmark.size = size;
    benchmark.packed = packed;
    benchmark.threads = 1;
    benchmark.setUp();
    float[] c = benchmark.multiply().result();
    benchmark.tearDown();
    return c;
  }
}
