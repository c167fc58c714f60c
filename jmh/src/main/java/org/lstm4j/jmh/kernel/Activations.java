package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * exp, sigmoid and tanh in place over an array in the first-level cache. Each call starts from a
 * fresh copy of the inputs, since repeated functions run into their limits; every engine pays for
 * that copy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Activations {
  /** Elements of the array. */
  public static final int LENGTH = 1024;

  private static final float BOUND = 8;

  /** Who computes: {@code simd}, {@code scalar}, or {@code jdk}, the Vector API's own functions. */
  @Param({"simd", "jdk", "scalar"})
  public String engine;

  private final float[] inputs = Values.uniform(LENGTH, BOUND);
  private final float[] values = new float[LENGTH];
  private ActivationEngine functions;

  /** Chooses the engine. */
  @Setup(Level.Trial)
  public void setUp() {
    functions = ActivationEngine.named(engine);
  }

  /** {@return exp of the inputs} */
  @Benchmark
  public float[] exp() {
    System.arraycopy(inputs, 0, values, 0, LENGTH);
    functions.exp(values);
    return values;
  }

  /** {@return the sigmoid of the inputs} */
  @Benchmark
  public float[] sigmoid() {
    System.arraycopy(inputs, 0, values, 0, LENGTH);
    functions.sigmoid(values);
    return values;
  }

  /** {@return the hyperbolic tangent of the inputs} */
  @Benchmark
  public float[] tanh() {
    System.arraycopy(inputs, 0, values, 0, LENGTH);
    functions.tanh(values);
    return values;
  }
}
