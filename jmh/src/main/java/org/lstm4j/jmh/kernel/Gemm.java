package org.lstm4j.jmh.kernel;

import java.util.concurrent.TimeUnit;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.GemmProblem;
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

/** C ← A·B in single precision. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Gemm {
  /** Who multiplies: {@code simd}, {@code scalar} or a peer. */
  @Param("simd")
  public String engine;

  /** m × n × k: squares, and the recurrent products of an LSTM, B × 4H × H. */
  @Param({
    "64x64x64",
    "128x128x128",
    "256x256x256",
    "512x512x512",
    "1024x1024x1024",
    "2048x2048x2048",
    "1x128x32",
    "8x128x32",
    "64x128x32",
    "1x512x128",
    "8x512x128",
    "64x512x128",
    "1x2048x512",
    "64x2048x512",
    "1x4096x1024",
    "8x4096x1024",
    "64x4096x1024"
  })
  public String size;

  /** Whether B was packed beforehand by the engines that can, as an LSTM's weights are. */
  @Param("true")
  public boolean packed;

  /** The most threads to use. */
  @Param("1")
  public int threads;

  private GemmEngine.Product product;

  /** Puts the operands in place. */
  @Setup(Level.Trial)
  public void setUp() {
    GemmEngine chosen = Engines.gemm(engine);
    GemmProblem problem = new GemmProblem(size);
    product = packed ? chosen.packedProduct(problem, threads) : chosen.product(problem, threads);
    System.out.println("# " + engine + ": " + chosen.description());
  }

  /** Releases them. */
  @TearDown(Level.Trial)
  public void tearDown() {
    product.close();
  }

  /** {@return the product, ready to be looked at} */
  @Benchmark
  public GemmEngine.Product multiply() {
    product.run();
    return product;
  }
}
