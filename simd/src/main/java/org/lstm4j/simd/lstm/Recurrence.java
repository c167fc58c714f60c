package org.lstm4j.simd.lstm;

import java.util.Arrays;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;
import org.lstm4j.simd.math.Activations;

/**
 * One thread's share of an LSTM layer, forward and back over all steps: some sequences of a batch
 * with all units, or all sequences with some units. Sequences know nothing of each other; units
 * need the others' h on the way forward and the others' gate gradients on the way back, so their
 * threads meet in every step.
 *
 * <p>The standard activations have loops of their own; others run pass by pass.
 */
public final class Recurrence {
  private final Gemm gemm;
  private final Runnable meeting;
  private final Activations functions = new Activations();
  private final GateStep standardStep = new GateStep();
  private final Matrix a = new Matrix();
  private final Matrix z = new Matrix();
  private final Matrix startOfUnits = new Matrix();
  private final Matrix productOfUnits = new Matrix();
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
   * @param weights for the way forward
   */
  public void forward(LstmTape tape, LstmWeights weights) {
    Extent extent = tape.extent;
    for (int t = 0; t < extent.steps() && extent.active(t) > from; t++) {
      step(tape, t, extent.row(t), weights);
      if (meets && t + 1 < extent.steps()) {
        meeting.run();
      }
    }
  }

  /**
   * Input product and recurrence: step by step for sequences, one after the other for units.
   *
   * @param tape the layer's buffers
   * @param x inputs {@code [R × I]}
   * @param weights for the way forward
   */
  public void forward(LstmTape tape, Matrix x, LstmWeights weights) {
    Extent extent = tape.extent;
    Panels input = (Panels) weights.input();
    if (meets) {
      unitsProduct(tape.hiddenSize, x, input, weights.bias(), tape.gates(), false);
      forward(tape, weights);
      return;
    }
    for (int t = 0; t < extent.steps() && extent.active(t) > from; t++) {
      int end = Math.min(to, extent.active(t));
      int row = extent.row(t);
      // For inference the gates of all steps share one place, which stays in the nearest cache.
      int gates = tape.training ? row : 0;
      z.rows(tape.gates(), gates + from, gates + end);
      gemm.multiply(a.rows(x, row + from, row + end), input, 0, weights.bias(), z);
      step(tape, t, gates, weights);
    }
  }

  /** Step t, its gates from a row on. */
  private void step(LstmTape tape, int t, int row, LstmWeights weights) {
    int end = Math.min(to, tape.extent.active(t));
    int before = tape.rowBefore(t);
    a.rows(tape.hidden(), before + from, before + end);
    z.rows(tape.gates(), row + from, row + end);
    Panels recurrent = (Panels) weights.recurrent();
    if (meets) {
      // Back and forth, as Gemm does: the weights read last are still near.
      unitsProduct(tape.hiddenSize, a, recurrent, z, z, t % 2 != 0);
    } else {
      gemm.multiply(a, recurrent, 0, z, z);
    }
    int gates = z.offset() - Gates.COUNT * from * tape.hiddenSize;
    if (weights.activations().equals(GateActivations.STANDARD)) {
      standardStep.forward(tape, gates, t, from, end, unit, units);
    } else {
      for (int b = from; b < end; b++) {
        passes(tape, gates, t, b, weights.activations());
      }
    }
  }

  /** The product of the units at hand: their columns of each gate. */
  private void unitsProduct(
      int h, Matrix left, Panels right, Matrix start, Matrix product, boolean lastGateFirst) {
    for (int i = 0; i < Gates.COUNT; i++) {
      int column = (lastGateFirst ? Gates.COUNT - 1 - i : i) * h + unit;
      startOfUnits.block(start, 0, column, start.rows(), units);
      productOfUnits.block(product, 0, column, product.rows(), units);
      gemm.multiply(left, right, column, startOfUnits, productOfUnits);
    }
  }

  /**
   * The gate step of sequence b, pass by pass; the gates of the step's first sequence at a place.
   */
  private void passes(LstmTape tape, int gates, int t, int b, GateActivations activations) {
    int h = tape.hiddenSize;
    int first = gates + Gates.COUNT * b * h + unit;
    Activation sigma = activations.gate();
    functions.apply(sigma, tape.gates, first + Gates.INPUT * h, units);
    functions.apply(sigma, tape.gates, first + Gates.FORGET * h, units);
    functions.apply(activations.candidate(), tape.gates, first + Gates.CANDIDATE * h, units);
    functions.apply(sigma, tape.gates, first + Gates.OUTPUT * h, units);
    int at = b * h + unit;
    float[] y = tape.cellOutputs;
    int yOff = tape.cellOutputOffset(t) + at;
    if (!tape.training) {
      if (outputs.length < units) {
        outputs = new float[units];
      }
      y = outputs;
      yOff = 0;
    }
    int before = tape.cellsBefore(t) + at;
    int after = tape.cellsAfter(t) + at;
    GatePasses.cell(units, h, tape.gates, first, tape.cells, before, after, y, yOff);
    functions.apply(activations.cell(), y, yOff, units);
    int next = tape.hiddenAfter(t) + at;
    int o = first + Gates.OUTPUT * h;
    GatePasses.hidden(units, tape.gates, o, y, yOff, tape.hidden, next);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#lstmBackward}.
   *
   * @param tape the layer's buffers
   * @param weights for the way back
   * @param truncation steps between two cuts, or 0
   * @param initialStateGradient whether the gradient of the first hidden state is wanted
   */
  public void backward(
      LstmTape tape, LstmWeights weights, int truncation, boolean initialStateGradient) {
    Extent extent = tape.extent;
    if (slopes.length < 5 * units) {
      slopes = new float[5 * units];
    }
    boolean standard = weights.activations().equals(GateActivations.STANDARD);
    for (int t = extent.steps() - 1; t >= 0; t--) {
      int end = Math.min(to, extent.active(t));
      for (int b = from; b < end; b++) {
        if (!standard) {
          slopes(tape, weights.activations(), t, b);
        }
        gradients(tape, standard, t, b);
      }
      if (meets && (t > 0 || initialStateGradient)) {
        meeting.run();
      }
      int next;
      for (int b = from; b < end; b = next) {
        next = extent.endOfLength(b, end);
        if (extent.isCut(t, b, truncation)) {
          cut(tape, b, next);
        } else if (t > 0 || initialStateGradient) {
          hiddenGradient(tape, t, b, next, (Panels) weights.recurrent());
        }
      }
    }
  }

  /** Nothing is carried further back. */
  private void cut(LstmTape tape, int first, int end) {
    for (int b = first; b < end; b++) {
      int at = b * tape.hiddenSize + unit;
      Arrays.fill(tape.dCells, at, at + units, 0f);
    }
  }

  /** dh of step t − 1 takes dz·W_h, for some sequences. */
  private void hiddenGradient(LstmTape tape, int t, int first, int end, Panels recurrent) {
    int row = tape.extent.row(t);
    int before = tape.rowBefore(t);
    z.rows(tape.gates(), row + first, row + end);
    a.block(tape.hiddenGradients(), before + first, unit, end - first, units);
    gemm.multiply(z, recurrent, unit, a, a);
  }

  private void slopes(LstmTape tape, GateActivations activations, int t, int b) {
    int h = tape.hiddenSize;
    int first = tape.gateOffset(t) + Gates.COUNT * b * h + unit;
    int y = tape.cellOutputOffset(t) + b * h + unit;
    Activation sigma = activations.gate();
    Activation phi = activations.candidate();
    float[] gates = tape.gates;
    int n = units;
    functions.derivative(sigma, gates, first + Gates.INPUT * h, slopes, 0, n);
    functions.derivative(sigma, gates, first + Gates.FORGET * h, slopes, n, n);
    functions.derivative(phi, gates, first + Gates.CANDIDATE * h, slopes, 2 * n, n);
    functions.derivative(sigma, gates, first + Gates.OUTPUT * h, slopes, 3 * n, n);
    functions.derivative(activations.cell(), tape.cellOutputs, y, slopes, 4 * n, n);
  }

  private void gradients(LstmTape tape, boolean standard, int t, int b) {
    int h = tape.hiddenSize;
    int at = b * h + unit;
    GatePasses.gradients(
        units,
        h,
        tape.gates,
        tape.gateOffset(t) + Gates.COUNT * b * h + unit,
        tape.cells,
        tape.cellsBefore(t) + at,
        tape.cellOutputs,
        tape.cellOutputOffset(t) + at,
        tape.dHidden,
        tape.hiddenAfter(t) + at,
        tape.dCells,
        at,
        standard,
        slopes);
  }
}
