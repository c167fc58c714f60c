package org.lstm4j.kernel.scalar;

import java.util.Arrays;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.LstmTape;

/**
 * The recurrence of an LSTM layer, forward and back (Hochreiter and Schmidhuber 1997 with the
 * forget gate of Gers, Schmidhuber and Cummins 2000).
 */
final class ScalarLstm {
  private ScalarLstm() {}

  static void forward(LstmTape tape, ScalarPackedMatrix recurrent, GateActivations activations) {
    int h = tape.hiddenSize;
    for (int t = 0; t < tape.extent.steps(); t++) {
      for (int b = 0; b < tape.extent.active(t); b++) {
        int before = tape.hiddenBefore(t) + b * h;
        int z = tape.gateOffset(t) + Gates.COUNT * b * h;
        ScalarProducts.rowTimesMatrix(tape.hidden, before, recurrent, tape.gates, z);
        gateStep(tape, t, b, activations);
      }
    }
  }

  /**
   * One step t of one sequence b. A pass for each function: one loop with five of them takes C2
   * half a second to compile, which others wait for.
   */
  private static void gateStep(LstmTape tape, int t, int b, GateActivations activations) {
    int h = tape.hiddenSize;
    int z = tape.gateOffset(t) + Gates.COUNT * b * h;
    int o = z + Gates.OUTPUT * h;
    int after = tape.cellsAfter(t) + b * h;
    int next = tape.hiddenAfter(t) + b * h;
    ScalarActivations.apply(activations.gate(), h, tape.gates, z + Gates.INPUT * h);
    ScalarActivations.apply(activations.gate(), h, tape.gates, z + Gates.FORGET * h);
    ScalarActivations.apply(activations.candidate(), h, tape.gates, z + Gates.CANDIDATE * h);
    ScalarActivations.apply(activations.gate(), h, tape.gates, o);
    nextCells(h, tape.gates, z, tape.cells, tape.cellsBefore(t) + b * h, after);
    System.arraycopy(tape.cells, after, tape.hidden, next, h);
    ScalarActivations.apply(activations.cell(), h, tape.hidden, next);
    if (tape.training) {
      System.arraycopy(tape.hidden, next, tape.cellOutputs, tape.cellOutputOffset(t) + b * h, h);
    }
    nextHidden(h, tape.gates, o, tape.hidden, next);
  }

  /** c = flush(fma(f, c_prev, i·g)). */
  private static void nextCells(int h, float[] gates, int z, float[] cells, int before, int after) {
    int zi = z + Gates.INPUT * h;
    int zf = z + Gates.FORGET * h;
    int zg = z + Gates.CANDIDATE * h;
    for (int j = 0; j < h; j++) {
      float i = gates[zi + j];
      float f = gates[zf + j];
      float g = gates[zg + j];
      cells[after + j] = Denormals.flush(Fma.fma(f, cells[before + j], i * g));
    }
  }

  /** h = flush(o·y), where y stood. */
  private static void nextHidden(int h, float[] gates, int o, float[] hidden, int y) {
    for (int j = 0; j < h; j++) {
      hidden[y + j] = Denormals.flush(gates[o + j] * hidden[y + j]);
    }
  }

  static void backward(
      LstmTape tape,
      ScalarPackedMatrix recurrent,
      GateActivations activations,
      int truncation,
      boolean initialStateGradient) {
    int h = tape.hiddenSize;
    for (int t = tape.extent.steps() - 1; t >= 0; t--) {
      for (int b = 0; b < tape.extent.active(t); b++) {
        gateGradients(tape, t, b, activations);
        if (tape.extent.isCut(t, b, truncation)) {
          Arrays.fill(tape.dCells, b * h, (b + 1) * h, 0f);
        } else if (t > 0 || initialStateGradient) {
          int z = tape.gateOffset(t) + Gates.COUNT * b * h;
          int before = tape.hiddenBefore(t) + b * h;
          ScalarProducts.rowTimesMatrix(tape.gates, z, recurrent, tape.dHidden, before);
        }
      }
    }
  }

  /**
   * One step back of one sequence: gates become their gradients, dCells is carried on. The steps of
   * one element, in three loops, for the sake of C2 as in the forward step.
   */
  private static void gateGradients(LstmTape tape, int t, int b, GateActivations activations) {
    outputGradients(tape, t, b, activations);
    inputGradients(tape, t, b, activations);
    forgetGradients(tape, t, b, activations.gate());
  }

  /** dCells becomes dc, the output gates dz_o. */
  private static void outputGradients(LstmTape tape, int t, int b, GateActivations activations) {
    int h = tape.hiddenSize;
    int o = tape.gateOffset(t) + (Gates.COUNT * b + Gates.OUTPUT) * h;
    int next = tape.hiddenAfter(t) + b * h;
    int s = tape.cellOutputOffset(t) + b * h;
    int d = b * h;
    float[] gates = tape.gates;
    for (int j = 0; j < h; j++) {
      float y = tape.cellOutputs[s + j];
      float dh = tape.dHidden[next + j];
      float out = gates[o + j];
      float slope = ScalarActivations.derivative(activations.cell(), y);
      tape.dCells[d + j] = Denormals.flush(Fma.fma(dh * out, slope, tape.dCells[d + j]));
      gates[o + j] =
          Denormals.flush((dh * y) * ScalarActivations.derivative(activations.gate(), out));
    }
  }

  /** The input gates become dz_i, the candidates dz_g. */
  private static void inputGradients(LstmTape tape, int t, int b, GateActivations activations) {
    int h = tape.hiddenSize;
    int zi = tape.gateOffset(t) + (Gates.COUNT * b + Gates.INPUT) * h;
    int zg = tape.gateOffset(t) + (Gates.COUNT * b + Gates.CANDIDATE) * h;
    int d = b * h;
    float[] gates = tape.gates;
    float[] dc = tape.dCells;
    for (int j = 0; j < h; j++) {
      float i = gates[zi + j];
      float g = gates[zg + j];
      float di = ScalarActivations.derivative(activations.gate(), i);
      float dg = ScalarActivations.derivative(activations.candidate(), g);
      gates[zi + j] = Denormals.flush((dc[d + j] * g) * di);
      gates[zg + j] = Denormals.flush((dc[d + j] * i) * dg);
    }
  }

  /** The forget gates become dz_f, dCells the dc of the step before. */
  private static void forgetGradients(LstmTape tape, int t, int b, Activation sigma) {
    int h = tape.hiddenSize;
    int zf = tape.gateOffset(t) + (Gates.COUNT * b + Gates.FORGET) * h;
    int before = tape.cellsBefore(t) + b * h;
    int d = b * h;
    float[] gates = tape.gates;
    for (int j = 0; j < h; j++) {
      float f = gates[zf + j];
      float dc = tape.dCells[d + j];
      gates[zf + j] =
          Denormals.flush((dc * tape.cells[before + j]) * ScalarActivations.derivative(sigma, f));
      tape.dCells[d + j] = Denormals.flush(dc * f);
    }
  }
}
