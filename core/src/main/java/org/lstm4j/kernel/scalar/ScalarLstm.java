package org.lstm4j.kernel.scalar;

import java.util.Arrays;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.memory.LstmTape;

/**
 * The recurrence of an LSTM layer, forward and back (Hochreiter and Schmidhuber 1997 with the
 * forget gate of Gers, Schmidhuber and Cummins 2000).
 */
final class ScalarLstm {
  private ScalarLstm() {}

  static void forward(LstmTape tape, ScalarPackedMatrix recurrent, GateActivations activations) {
    int batch = tape.batch();
    int h = tape.hiddenSize;
    for (int t = 0; t < tape.steps(); t++) {
      ScalarProducts.multiplyAdd(
          batch,
          tape.hidden,
          tape.stateOffset(t),
          h,
          recurrent,
          tape.gates,
          tape.gateOffset(t),
          4 * h);
      for (int b = 0; b < batch; b++) {
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
    int z = tape.gateOffset(t) + 4 * b * h;
    int after = tape.cellOffset(t + 1) + b * h;
    int next = tape.stateOffset(t + 1) + b * h;
    ScalarActivations.apply(activations.gate(), 2 * h, tape.gates, z);
    ScalarActivations.apply(activations.candidate(), h, tape.gates, z + 2 * h);
    ScalarActivations.apply(activations.gate(), h, tape.gates, z + 3 * h);
    nextCells(h, tape.gates, z, tape.cells, tape.cellOffset(t) + b * h, after);
    System.arraycopy(tape.cells, after, tape.hidden, next, h);
    ScalarActivations.apply(activations.cell(), h, tape.hidden, next);
    if (tape.training) {
      System.arraycopy(tape.hidden, next, tape.cellOutputs, tape.stateOffset(t) + b * h, h);
    }
    nextHidden(h, tape.gates, z + 3 * h, tape.hidden, next);
  }

  /** c = flush(fma(f, c_prev, i·g)). */
  private static void nextCells(int h, float[] gates, int z, float[] cells, int before, int after) {
    for (int j = 0; j < h; j++) {
      float i = gates[z + j];
      float f = gates[z + h + j];
      float g = gates[z + 2 * h + j];
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
    int batch = tape.batch();
    int h = tape.hiddenSize;
    int steps = tape.steps();
    for (int t = steps - 1; t >= 0; t--) {
      for (int b = 0; b < batch; b++) {
        gateGradients(
            tape, tape.gateOffset(t) + 4 * b * h, tape.stateOffset(t) + b * h, b * h, activations);
      }
      if (truncation > 0 && t > 0 && (steps - t) % truncation == 0) {
        Arrays.fill(tape.dCells, 0, tape.block(), 0f);
      } else if (t > 0 || initialStateGradient) {
        ScalarProducts.multiplyAdd(
            batch,
            tape.gates,
            tape.gateOffset(t),
            4 * h,
            recurrent,
            tape.dHidden,
            tape.stateOffset(t),
            h);
      }
    }
  }

  /**
   * One sequence, one step back: gates at z become their gradients, dCells at d is carried on. The
   * steps of one element, in three loops, for the sake of C2 as in the forward step.
   */
  private static void gateGradients(
      LstmTape tape, int z, int s, int d, GateActivations activations) {
    outputGradients(tape, z, s, d, activations);
    inputGradients(tape.hiddenSize, tape.gates, z, tape.dCells, d, activations);
    forgetGradients(tape, z, s, d, activations.gate());
  }

  /** dCells becomes dc, the output gates dz_o. */
  private static void outputGradients(
      LstmTape tape, int z, int s, int d, GateActivations activations) {
    int h = tape.hiddenSize;
    int o = z + 3 * h;
    int next = s + tape.block();
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
  private static void inputGradients(
      int h, float[] gates, int z, float[] dc, int d, GateActivations activations) {
    for (int j = 0; j < h; j++) {
      float i = gates[z + j];
      float g = gates[z + 2 * h + j];
      float di = ScalarActivations.derivative(activations.gate(), i);
      float dg = ScalarActivations.derivative(activations.candidate(), g);
      gates[z + j] = Denormals.flush((dc[d + j] * g) * di);
      gates[z + 2 * h + j] = Denormals.flush((dc[d + j] * i) * dg);
    }
  }

  /** The forget gates become dz_f, dCells the dc of the step before. */
  private static void forgetGradients(LstmTape tape, int z, int s, int d, Activation sigma) {
    int h = tape.hiddenSize;
    float[] gates = tape.gates;
    for (int j = 0; j < h; j++) {
      float f = gates[z + h + j];
      float dc = tape.dCells[d + j];
      gates[z + h + j] =
          Denormals.flush((dc * tape.cells[s + j]) * ScalarActivations.derivative(sigma, f));
      tape.dCells[d + j] = Denormals.flush(dc * f);
    }
  }
}
