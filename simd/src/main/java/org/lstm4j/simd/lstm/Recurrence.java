package org.lstm4j.simd.lstm;

import java.util.Arrays;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;

/**
 * One thread's share of an LSTM layer, forward and back over all steps: some sequences of a batch
 * with all units, or all sequences with some units. Sequences know nothing of each other; units
 * need the others' h on the way forward and the others' gate gradients on the way back, so their
 * threads meet in every step.
 *
 * <p>The standard activations have loops of their own; others run pass by pass.
 */
public final class Recurrence {
  private static final int GATES = 4;

  private final Gemm gemm;
  private final Runnable meeting;
  private final Activations functions = new Activations();
  private final GateStep standardStep = new GateStep();
  private float[] outputs = {};
  private float[] slopes = {};

  private int from;
  private int to;
  private int unit;
  private int units;
  private boolean meets;

  /**
   * A recurrence on a product machine.
   *
   * @param gemm computes the products
   * @param meeting waits for the threads that have the other units
   */
  public Recurrence(Gemm gemm, Runnable meeting) {
    this.gemm = gemm;
    this.meeting = meeting;
  }

  /**
   * Takes some sequences, with all units, for the runs that follow.
   *
   * @param newFrom the first sequence of the batch
   * @param newTo the sequence after the last one
   * @param hiddenSize H
   */
  public void takeSequences(int newFrom, int newTo, int hiddenSize) {
    from = newFrom;
    to = newTo;
    unit = 0;
    units = hiddenSize;
    meets = false;
  }

  /**
   * Takes some units, of all sequences, for the runs that follow.
   *
   * @param batch sequences B
   * @param newUnit the first unit; it, the number and H are multiples of {@link Gemm#PART_COLUMNS}
   * @param newUnits the number of units
   */
  public void takeUnits(int batch, int newUnit, int newUnits) {
    from = 0;
    to = batch;
    unit = newUnit;
    units = newUnits;
    meets = true;
  }

  /**
   * The recurrence on gates that hold the input product; see {@link
   * org.lstm4j.kernel.Kernels#lstmForward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   */
  public void forward(LstmTape tape, Panels recurrent, GateActivations activations) {
    for (int t = 0; t < tape.steps(); t++) {
      step(tape, t, tape.gateOffset(t), recurrent, activations);
      if (meets && t + 1 < tape.steps()) {
        meeting.run();
      }
    }
  }

  /**
   * Input product and recurrence: step by step for sequences, one after the other for units.
   *
   * @param tape the layer's buffers
   * @param x inputs {@code [T × B × I]}
   * @param xOff offset of the inputs
   * @param input W<sub>x</sub>ᵀ as {@code [I × 4H]}
   * @param bias the bias {@code [4H]}
   * @param biasOff offset of the bias
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   */
  public void forward(
      LstmTape tape,
      float[] x,
      int xOff,
      Panels input,
      float[] bias,
      int biasOff,
      Panels recurrent,
      GateActivations activations) {
    if (meets) {
      int rows = tape.steps() * tape.batch();
      unitsProduct(tape, rows, x, xOff, input, bias, biasOff, 0, 0, false);
      forward(tape, recurrent, activations);
      return;
    }
    int h = tape.hiddenSize;
    for (int t = 0; t < tape.steps(); t++) {
      // For inference the gates of all steps share one place, which stays in the nearest cache.
      int gates = tape.training ? tape.gateOffset(t) : 0;
      int row = xOff + (t * tape.batch() + from) * input.rows();
      int z = gates + GATES * from * h;
      product(to - from, GATES * h, x, row, input, 0, bias, biasOff, 0, tape.gates, z);
      step(tape, t, gates, recurrent, activations);
    }
  }

  /** Gates at z ← start + A·B, n columns of B from a column on. */
  private void product(
      int rows,
      int n,
      float[] a,
      int aOff,
      Panels b,
      int column,
      float[] start,
      int sOff,
      int lds,
      float[] gates,
      int z) {
    gemm.multiply(rows, n, a, aOff, b.rows(), b, column, start, sOff, lds, gates, z, b.columns());
  }

  /** The same for the units at hand: their columns of each gate. */
  private void unitsProduct(
      LstmTape tape,
      int rows,
      float[] a,
      int aOff,
      Panels b,
      float[] start,
      int sOff,
      int lds,
      int z,
      boolean lastGateFirst) {
    for (int i = 0; i < GATES; i++) {
      int column = (lastGateFirst ? GATES - 1 - i : i) * tape.hiddenSize + unit;
      product(rows, units, a, aOff, b, column, start, sOff + column, lds, tape.gates, z + column);
    }
  }

  /** Step t, its gates at an offset. */
  private void step(
      LstmTape tape, int t, int gates, Panels recurrent, GateActivations activations) {
    int h = tape.hiddenSize;
    int before = tape.stateOffset(t) + from * h;
    int z = gates + GATES * from * h;
    int ld = GATES * h;
    if (meets) {
      // Back and forth, as Gemm does: the weights read last are still near.
      boolean lastGateFirst = t % 2 != 0;
      unitsProduct(tape, to, tape.hidden, before, recurrent, tape.gates, z, ld, z, lastGateFirst);
    } else {
      product(to - from, ld, tape.hidden, before, recurrent, 0, tape.gates, z, ld, tape.gates, z);
    }
    if (activations.equals(GateActivations.STANDARD)) {
      standardStep.forward(tape, gates, t, from, to, unit, units);
    } else {
      for (int b = from; b < to; b++) {
        passes(tape, gates + GATES * b * h + unit, t, b, activations);
      }
    }
  }

  /** The gate step of sequence b, pass by pass. */
  private void passes(LstmTape tape, int z, int t, int b, GateActivations activations) {
    int h = tape.hiddenSize;
    Activation sigma = activations.gate();
    functions.apply(sigma, tape.gates, z, units);
    functions.apply(sigma, tape.gates, z + h, units);
    functions.apply(activations.candidate(), tape.gates, z + 2 * h, units);
    functions.apply(sigma, tape.gates, z + 3 * h, units);
    int at = b * h + unit;
    float[] y = tape.cellOutputs;
    int yOff = tape.stateOffset(t) + at;
    if (!tape.training) {
      if (outputs.length < units) {
        outputs = new float[units];
      }
      y = outputs;
      yOff = 0;
    }
    int before = tape.cellOffset(t) + at;
    int after = tape.cellOffset(t + 1) + at;
    GatePasses.cell(units, h, tape.gates, z, tape.cells, before, after, y, yOff);
    functions.apply(activations.cell(), y, yOff, units);
    int next = tape.stateOffset(t + 1) + at;
    GatePasses.hidden(units, tape.gates, z + 3 * h, y, yOff, tape.hidden, next);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#lstmBackward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub> as {@code [4H × H]}
   * @param activations σ, φ and ψ
   * @param truncation steps between two cuts, or 0
   * @param initialStateGradient whether the gradient of the first hidden state is wanted
   */
  public void backward(
      LstmTape tape,
      Panels recurrent,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient) {
    int h = tape.hiddenSize;
    int steps = tape.steps();
    if (slopes.length < 5 * units) {
      slopes = new float[5 * units];
    }
    boolean standard = activations.equals(GateActivations.STANDARD);
    for (int t = steps - 1; t >= 0; t--) {
      for (int b = from; b < to; b++) {
        if (!standard) {
          slopes(tape, activations, t, b);
        }
        gradients(tape, standard, t, b);
      }
      if (truncation > 0 && t > 0 && (steps - t) % truncation == 0) {
        for (int b = from; b < to; b++) {
          Arrays.fill(tape.dCells, b * h + unit, b * h + unit + units, 0f);
        }
      } else if (t > 0 || initialStateGradient) {
        if (meets) {
          meeting.run();
        }
        hiddenGradient(tape, t, recurrent);
      }
    }
  }

  /** dh of step t − 1 takes dz·W_h. */
  private void hiddenGradient(LstmTape tape, int t, Panels recurrent) {
    int h = tape.hiddenSize;
    int gates = tape.gateOffset(t) + GATES * from * h;
    int dh = tape.stateOffset(t) + from * h + unit;
    gemm.multiply(
        to - from,
        units,
        tape.gates,
        gates,
        GATES * h,
        recurrent,
        unit,
        tape.dHidden,
        dh,
        h,
        tape.dHidden,
        dh,
        h);
  }

  private void slopes(LstmTape tape, GateActivations activations, int t, int b) {
    int h = tape.hiddenSize;
    int z = tape.gateOffset(t) + GATES * b * h + unit;
    int s = tape.stateOffset(t) + b * h + unit;
    Activation sigma = activations.gate();
    Activations.derivative(sigma, tape.gates, z, slopes, 0, units);
    Activations.derivative(sigma, tape.gates, z + h, slopes, units, units);
    Activations.derivative(
        activations.candidate(), tape.gates, z + 2 * h, slopes, 2 * units, units);
    Activations.derivative(sigma, tape.gates, z + 3 * h, slopes, 3 * units, units);
    Activations.derivative(activations.cell(), tape.cellOutputs, s, slopes, 4 * units, units);
  }

  private void gradients(LstmTape tape, boolean standard, int t, int b) {
    int h = tape.hiddenSize;
    int z = tape.gateOffset(t) + GATES * b * h + unit;
    int s = tape.stateOffset(t) + b * h + unit;
    GatePasses.gradients(
        units,
        h,
        tape.gates,
        z,
        tape.cells,
        s,
        tape.cellOutputs,
        s,
        tape.dHidden,
        s + tape.block(),
        tape.dCells,
        b * h + unit,
        standard,
        slopes);
  }
}
