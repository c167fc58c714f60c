package org.lstm4j.jmh.kernel;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.memory.LstmTape;
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
 * The recurrence of a layer, its products with W<sub>h</sub> included, over a training tape. Both
 * ways overwrite what they read, so the tape is filled again before every call, outside of the
 * time; JMH's two readings of the clock for that are some 50 ns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GateSteps {
  /** Who computes: {@code simd} or {@code scalar}. */
  @Param("simd")
  public String engine;

  /** Inputs, which do not matter here, hidden units, batch and time steps. */
  @Param({"I1-H32-B1-T25", "I1-H64-B32-T25", "I1-H256-B32-T25"})
  public String shape;

  private Kernels kernels;
  private LstmTape tape;
  private PackedMatrix forwardWeights;
  private PackedMatrix backwardWeights;
  private float[] preactivations;
  private float[] gates;
  private float[] errors;

  /** Makes the weights, and runs forward once for what the way back starts from. */
  @Setup(Level.Trial)
  public void setUp() {
    LstmShape sizes = LstmShape.parse(shape);
    LstmProblem problem = new LstmProblem(sizes);
    int hidden = sizes.hidden();
    kernels = Engines.kernels(engine, 1);
    tape = new LstmTape(sizes.steps(), sizes.batch(), hidden, true);
    forwardWeights = kernels.newPackedMatrix(hidden, 4 * hidden);
    kernels.packTransposed(forwardWeights, problem.recurrentWeights, 0, hidden);
    backwardWeights = kernels.newPackedMatrix(4 * hidden, hidden);
    kernels.pack(backwardWeights, problem.recurrentWeights, 0, hidden);
    preactivations = Values.uniform(tape.gates.length, 1);
    errors = problem.target;
    fill(preactivations);
    forward();
    gates = tape.gates.clone();
  }

  /** Releases the kernels. */
  @TearDown(Level.Trial)
  public void tearDown() {
    kernels.close();
  }

  private void fill(float[] from) {
    System.arraycopy(from, 0, tape.gates, 0, from.length);
  }

  /** What a forward pass finds on the tape. */
  @State(Scope.Thread)
  public static class BeforeForward {
    /** Called by JMH. */
    public BeforeForward() {}

    /**
     * Fills the gates.
     *
     * @param benchmark whose tape
     */
    @Setup(Level.Invocation)
    public void fill(GateSteps benchmark) {
      benchmark.fill(benchmark.preactivations);
    }
  }

  /** What a backward pass finds on the tape. */
  @State(Scope.Thread)
  public static class BeforeBackward {
    /** Called by JMH. */
    public BeforeBackward() {}

    /**
     * Fills the gates and the gradients from above.
     *
     * @param benchmark whose tape
     */
    @Setup(Level.Invocation)
    public void fill(GateSteps benchmark) {
      LstmTape tape = benchmark.tape;
      benchmark.fill(benchmark.gates);
      System.arraycopy(benchmark.errors, 0, tape.dHidden, tape.block(), benchmark.errors.length);
      Arrays.fill(tape.dHidden, 0, tape.block(), 0);
      Arrays.fill(tape.dCells, 0);
    }
  }

  /**
   * Runs forward.
   *
   * @param filled the tape
   * @return the hidden states
   */
  @Benchmark
  public float[] forward(BeforeForward filled) {
    return forward();
  }

  private float[] forward() {
    kernels.lstmForward(tape, forwardWeights, GateActivations.STANDARD);
    return tape.hidden;
  }

  /**
   * Runs backward.
   *
   * @param filled the tape
   * @return the gradients of the preactivations
   */
  @Benchmark
  public float[] backward(BeforeBackward filled) {
    kernels.lstmBackward(tape, backwardWeights, GateActivations.STANDARD, 0, false);
    return tape.gates;
  }
}
