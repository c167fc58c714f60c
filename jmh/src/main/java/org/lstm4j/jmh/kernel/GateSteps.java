package org.lstm4j.jmh.kernel;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.LstmProblem;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
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
  private LstmWeights forwardWeights;
  private LstmWeights backwardWeights;
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
    tape = new LstmTape(new Extent(sizes.steps(), sizes.batch()), hidden, true);
    Matrix weights = new Matrix(problem.recurrentWeights, hidden);
    PackedMatrix packed = kernels.newPackedMatrix(hidden, Gates.COUNT * hidden);
    kernels.packTransposed(packed, weights);
    forwardWeights = recurrence(packed);
    packed = kernels.newPackedMatrix(Gates.COUNT * hidden, hidden);
    kernels.pack(packed, weights);
    backwardWeights = recurrence(packed);
    preactivations = Values.uniform(tape.gates.length, 1);
    errors = problem.target;
    fill(preactivations);
    forward();
    gates = tape.gates.clone();
  }

  /** The weights of a recurrence alone: nobody reads those of the input. */
  private static LstmWeights recurrence(PackedMatrix recurrent) {
    return new LstmWeights(GateActivations.STANDARD, recurrent, recurrent);
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
      int first = tape.hiddenAfter(0);
      System.arraycopy(benchmark.errors, 0, tape.dHidden, first, benchmark.errors.length);
      Arrays.fill(tape.dHidden, 0, first, 0);
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
    kernels.lstmForward(tape, forwardWeights);
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
    kernels.lstmBackward(tape, backwardWeights, 0, false);
    return tape.gates;
  }
}
