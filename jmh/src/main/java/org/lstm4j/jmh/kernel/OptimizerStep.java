package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.kernel.AdamFactors;
import org.lstm4j.kernel.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The update of all parameters by one optimizer step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OptimizerStep {
  private static final float RATE = 0.001f;
  private static final float MOMENTUM = 0.9f;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  /** Who updates: {@code simd} or {@code scalar}. */
  @Param("simd")
  public String engine;

  /** Parameters: a model of 32 units with its head, and a million. */
  @Param({"4481", "1048576"})
  public int size;

  private final AdamFactors factors = new AdamFactors(BETA1, BETA2, EPSILON).set(RATE, 1);
  private Kernels kernels;
  private float[] parameters;
  private float[] gradients;
  private float[] first;
  private float[] second;

  /** Makes parameters and gradients; the moments start at zero. */
  @Setup(Level.Trial)
  public void setUp() {
    kernels = Engines.kernels(engine, 1);
    parameters = Values.uniform(size, 1);
    gradients = Values.uniform(size, 0.1f);
    first = new float[size];
    second = new float[size];
  }

  /** Releases the kernels. */
  @TearDown(Level.Trial)
  public void tearDown() {
    kernels.close();
  }

  /** {@return the parameters after gradient descent} */
  @Benchmark
  public float[] sgd() {
    kernels.sgd(size, RATE, parameters, gradients);
    return parameters;
  }

  /** {@return the parameters after gradient descent with momentum} */
  @Benchmark
  public float[] momentum() {
    kernels.momentum(size, RATE, MOMENTUM, parameters, gradients, first);
    return parameters;
  }

  /** {@return the parameters after Adam, its bias corrections faded} */
  @Benchmark
  public float[] adam() {
    kernels.adam(size, factors, parameters, gradients, first, second);
    return parameters;
  }
}
