package org.lstm4j.jmh.lstm;

import java.util.concurrent.TimeUnit;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;
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

/**
 * A forward pass of one layer over whole sequences from zero states: a {@code float[]} in, every
 * hidden state out into a {@code float[]}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ForwardPass {
  /** Who predicts: {@code simd}, {@code scalar} or a peer. */
  @Param("simd")
  public String engine;

  /** Inputs, hidden units, batch and time steps. */
  @Param({
    "I1-H32-B1-T25",
    "I128-H128-B1-T100",
    "I256-H256-B1-T25",
    "I1024-H1024-B1-T25",
    "I64-H64-B32-T100",
    "I256-H256-B32-T25",
    "I512-H512-B64-T50"
  })
  public String shape;

  /** The most threads to use. */
  @Param("1")
  public int threads;

  private LstmEngine.Inference pass;
  private float[] input;
  private float[] hidden;

  /** Makes the problem. */
  @Setup(Level.Trial)
  public void setUp() {
    LstmEngine chosen = Engines.lstm(engine);
    LstmProblem problem = new LstmProblem(LstmShape.parse(shape));
    pass = chosen.inference(problem, threads);
    input = problem.input;
    hidden = new float[problem.target.length];
    System.out.println("# " + engine + ": " + chosen.description());
  }

  /** Releases it. */
  @TearDown(Level.Trial)
  public void tearDown() {
    pass.close();
  }

  /** {@return all hidden states} */
  @Benchmark
  public float[] forward() {
    pass.run(input, hidden);
    return hidden;
  }
}
