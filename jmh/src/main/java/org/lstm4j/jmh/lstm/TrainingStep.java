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
 * One training step of one layer: forward, mean squared error of every hidden state, backward,
 * gradient descent. Data stay in each engine's own memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrainingStep {
  /** Who trains: {@code simd}, {@code scalar} or a peer. */
  @Param("simd")
  public String engine;

  /** Inputs, hidden units, batch and time steps. */
  @Param({
    "I1-H32-B1-T25",
    "I64-H64-B32-T100",
    "I128-H256-B32-T50",
    "I512-H512-B64-T50",
    "I1024-H1024-B32-T25"
  })
  public String shape;

  /** The most threads to use. */
  @Param("1")
  public int threads;

  private LstmEngine.Training training;

  /** Makes the problem. */
  @Setup(Level.Trial)
  public void setUp() {
    LstmEngine chosen = Engines.lstm(engine);
    training = chosen.training(new LstmProblem(LstmShape.parse(shape)), threads);
    System.out.println("# " + engine + ": " + chosen.description());
  }

  /** Releases it. */
  @TearDown(Level.Trial)
  public void tearDown() {
    training.close();
  }

  /** {@return the loss} */
  @Benchmark
  public double step() {
    return training.step();
  }
}
