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

  /** One step t of one sequence b. */
  private static void gateStep(LstmTape tape, int t, int b, GateActivations activations) {
    int h = tape.hiddenSize;
    int z = tape.gateOffset(t) + 4 * b * h;
    int before = tape.cellOffset(t) + b * h;
    int after = tape.cellOffset(t + 1) + b * h;
    int out = tape.stateOffset(t) + b * h;
    int next = tape.stateOffset(t + 1) + b * h;
    float[] gates = tape.gates;
    Activation sigma = activations.gate();
    for (int j = 0; j < h; j++) {
      float i = ScalarActivations.value(sigma, gates[z + j]);
      float f = ScalarActivations.value(sigma, gates[z + h + j]);
      float g = ScalarActivations.value(activations.candidate(), gates[z + 2 * h + j]);
      float o = ScalarActivations.value(sigma, gates[z + 3 * h + j]);
      float c = Denormals.flush(Fma.fma(f, tape.cells[before + j], i * g));
      float y = ScalarActivations.value(activations.cell(), c);
      gates[z + j] = i;
      gates[z + h + j] = f;
      gates[z + 2 * h + j] = g;
      gates[z + 3 * h + j] = o;
      tape.cells[after + j] = c;
      if (tape.training) {
        tape.cellOutputs[out + j] = y;
      }
      tape.hidden[next + j] = Denormals.flush(o * y);
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

  /** One sequence, one step back: gates at z become their gradients, dCells at d is carried on. */
  private static void gateGradients(
      LstmTape tape, int z, int s, int d, GateActivations activations) {
    int h = tape.hiddenSize;
    int next = s + tape.block();
    float[] gates = tape.gates;
    Activation sigma = activations.gate();
    for (int j = 0; j < h; j++) {
      float i = gates[z + j];
      float f = gates[z + h + j];
      float g = gates[z + 2 * h + j];
      float o = gates[z + 3 * h + j];
      float y = tape.cellOutputs[s + j];
      float dh = tape.dHidden[next + j];
      float slope = ScalarActivations.derivative(activations.cell(), y);
      float dc = Denormals.flush(Fma.fma(dh * o, slope, tape.dCells[d + j]));
      float dg = ScalarActivations.derivative(activations.candidate(), g);
      gates[z + j] = Denormals.flush((dc * g) * ScalarActivations.derivative(sigma, i));
      gates[z + h + j] =
          Denormals.flush((dc * tape.cells[s + j]) * ScalarActivations.derivative(sigma, f));
      gates[z + 2 * h + j] = Denormals.flush((dc * i) * dg);
      gates[z + 3 * h + j] = Denormals.flush((dh * y) * ScalarActivations.derivative(sigma, o));
      tape.dCells[d + j] = Denormals.flush(dc * f);
    }
  }
}
