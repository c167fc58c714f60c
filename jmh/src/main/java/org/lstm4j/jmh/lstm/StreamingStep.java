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
 * One step of a stream, the state carried: a {@code float[]} in, the hidden states out into a
 * {@code float[]}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamingStep {
  /** Who predicts: {@code simd}, {@code scalar} or a peer. */
  @Param("simd")
  public String engine;

  /** Inputs, hidden units, batch and time steps. */
  @Param({"I1-H16-B1-T1", "I1-H32-B1-T1", "I1-H64-B1-T1", "I1-H256-B1-T1"})
  public String shape;

  private LstmEngine.Streaming stream;
  private float[] input;
  private float[] hidden;

  /** Makes the problem. */
  @Setup(Level.Trial)
  public void setUp() {
    LstmEngine chosen = Engines.lstm(engine);
    LstmProblem problem = new LstmProblem(LstmShape.parse(shape));
    stream = chosen.streaming(problem);
    input = problem.input;
    hidden = new float[problem.target.length];
    System.out.println("# " + engine + ": " + chosen.description());
  }

  /** Releases it. */
  @TearDown(Level.Trial)
  public void tearDown() {
    stream.close();
  }

  /** {@return the hidden states} */
  @Benchmark
  public float[] step() {
    stream.step(input, hidden);
    return hidden;
  }
}
