package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.kernel.Activations;
import org.lstm4j.jmh.kernel.CacheBandwidth;
import org.lstm4j.jmh.kernel.FmaCeiling;
import org.lstm4j.jmh.kernel.GateSteps;
import org.lstm4j.jmh.kernel.MemoryBandwidth;
import org.lstm4j.jmh.kernel.Norms;
import org.lstm4j.jmh.kernel.OptimizerStep;
import org.lstm4j.jmh.kernel.Packing;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;

/**
 * The benchmarks of single operations over their own parameters, once, against the scalar
 * reference, bit for bit, or against sums that are known.
 */
class KernelBenchmarksTest {

  static Stream<String> weights() {
    return BenchmarksTest.values(Packing.class, "size");
  }

  static Stream<String> models() {
    return BenchmarksTest.values(OptimizerStep.class, "size");
  }

  static Stream<String> tapes() {
    return BenchmarksTest.values(GateSteps.class, "shape");
  }

  static Stream<String> caches() {
    return BenchmarksTest.values(CacheBandwidth.class, "size");
  }

  /** Each of the 12 chains is x ← f·f + x, started at f; their sum is taken in a tree. */
  @Test
  void ceiling() {
    float factor = 0.999f;
    float chain = factor;
    for (int i = 0; i < 1000; i++) {
      chain = Math.fma(factor, factor, chain);
    }
    for (float lane : new FmaCeiling().chains()) {
      assertEquals(12 * chain, lane, "8 and 4 equal numbers by doubling, exact, are rounded once");
    }
  }

  /** Every partial sum of ones stays below 2²⁴, and their number is a power of two. */
  @Test
  void bandwidth() {
    MemoryBandwidth benchmark = new MemoryBandwidth();
    benchmark.setUp();
    assertEquals(MemoryBandwidth.LENGTH, benchmark.read());
    float[] updated = benchmark.update();
    assertEquals(-1, updated[0]);
    assertEquals(-MemoryBandwidth.LENGTH, benchmark.read());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void cacheBandwidth(String size) {
    CacheBandwidth benchmark = new CacheBandwidth();
    benchmark.size = Integer.parseInt(size);
    benchmark.setUp();
    assertEquals(benchmark.size, benchmark.read());
    float[] updated = benchmark.update();
    assertEquals(-1, updated[benchmark.size - 1]);
    assertEquals(-benchmark.size, benchmark.read());
  }

  /** Packed matrices are seen through a product with a row of different numbers. */
  @ParameterizedTest
  @MethodSource("weights")
  void packing(String size) {
    for (Function<Packing, PackedMatrix> way :
        List.<Function<Packing, PackedMatrix>>of(Packing::pack, Packing::packTransposed)) {
      assertArrayEquals(packed(Backends.SCALAR, size, way), packed(Backends.SIMD, size, way));
    }
  }

  private static float[] packed(String engine, String size, Function<Packing, PackedMatrix> way) {
    Packing benchmark = new Packing();
    benchmark.engine = engine;
    benchmark.size = size;
    benchmark.setUp();
    PackedMatrix matrix = way.apply(benchmark);
    float[] row = new float[matrix.rows()];
    for (int i = 0; i < row.length; i++) {
      row[i] = i + 1;
    }
    float[] product = new float[matrix.columns()];
    try (Kernels kernels = Engines.kernels(engine, 1)) {
      kernels.gemm(new Matrix(row, row.length), matrix, new Matrix(product, product.length));
    }
    benchmark.tearDown();
    return product;
  }

  /**
   * The JDK's functions follow Math's bounds on vectors too: exp within 1 ulp, tanh within 2.5; the
   * reference is within 0.8914, 2.4437 (sigmoid) and 2.4985 ulp (ScalarMath). Together that is
   * below 2 ulp for exp and 5 for tanh. The JDK's 1 ÷ (1 + e), of an e that is off by 2⁻²³ of
   * itself, is off by 2⁻²³ + 2⁻²⁴ + 2⁻²⁴ = 2⁻²² of itself, which is at most 4 ulp: 7 together.
   */
  @Test
  void activations() {
    activation(Activations::exp, 2);
    activation(Activations::sigmoid, 7);
    activation(Activations::tanh, 5);
  }

  private static void activation(Function<Activations, float[]> function, int ulps) {
    float[] expected = activated(Backends.SCALAR, function);
    assertArrayEquals(expected, activated(Backends.SIMD, function));
    float[] jdk = activated("jdk", function);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], jdk[i], ulps * Math.ulp(expected[i]), "element " + i);
    }
  }

  private static float[] activated(String engine, Function<Activations, float[]> function) {
    Activations benchmark = new Activations();
    benchmark.engine = engine;
    benchmark.setUp();
    return function.apply(benchmark);
  }

  @ParameterizedTest
  @MethodSource("tapes")
  void gates(String shape) {
    GateSteps expected = gates(Backends.SCALAR, shape);
    GateSteps actual = gates(Backends.SIMD, shape);
    float[] hidden = forward(expected);
    assertArrayEquals(hidden, forward(actual));
    float[] gradients = backward(expected);
    assertArrayEquals(gradients, backward(actual));
    assertArrayEquals(gradients, backward(actual), "a second call finds the same tape");
    expected.tearDown();
    actual.tearDown();
  }

  private static float[] forward(GateSteps benchmark) {
    GateSteps.BeforeForward filled = new GateSteps.BeforeForward();
    filled.fill(benchmark);
    return benchmark.forward(filled).clone();
  }

  private static float[] backward(GateSteps benchmark) {
    GateSteps.BeforeBackward filled = new GateSteps.BeforeBackward();
    filled.fill(benchmark);
    return benchmark.backward(filled).clone();
  }

  private static GateSteps gates(String engine, String shape) {
    GateSteps benchmark = new GateSteps();
    benchmark.engine = engine;
    benchmark.shape = shape;
    benchmark.setUp();
    return benchmark;
  }

  @ParameterizedTest
  @MethodSource("models")
  void optimizers(String size) {
    for (Function<OptimizerStep, float[]> step :
        List.<Function<OptimizerStep, float[]>>of(
            OptimizerStep::sgd, OptimizerStep::momentum, OptimizerStep::adam)) {
      OptimizerStep expected = optimizer(Backends.SCALAR, size);
      OptimizerStep actual = optimizer(Backends.SIMD, size);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(step.apply(expected), step.apply(actual));
      }
      expected.tearDown();
      actual.tearDown();
    }
  }

  private static OptimizerStep optimizer(String engine, String size) {
    OptimizerStep benchmark = new OptimizerStep();
    benchmark.engine = engine;
    benchmark.size = Integer.parseInt(size);
    benchmark.setUp();
    return benchmark;
  }

  @Test
  void norms() {
    Norms expected = norms(Backends.SCALAR);
    Norms actual = norms(Backends.SIMD);
    assertEquals(expected.squaredNorm(), actual.squaredNorm());
    assertEquals(-1, actual.indexOfNonFinite());
    assertArrayEquals(expected.columnSums(), actual.columnSums());
    assertArrayEquals(expected.scale(), actual.scale());
    float[] clamped = expected.clamp();
    assertArrayEquals(clamped, actual.clamp());
    for (float value : clamped) {
      assertEquals(0, value, 1, "values within the limit");
    }
    expected.tearDown();
    actual.tearDown();
  }

  private static Norms norms(String engine) {
    Norms benchmark = new Norms();
    benchmark.engine = engine;
    benchmark.setUp();
    return benchmark;
  }
}
