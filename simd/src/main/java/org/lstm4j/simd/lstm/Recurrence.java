package org.lstm4j.simd.lstm;

import java.util.Arrays;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;

/**
 * The recurrence of an LSTM layer over all steps, forward and back, for some sequences of a batch.
 * For one thread.
 */
public final class Recurrence {
  private final Gemm gemm;
  private final Activations functions = new Activations();
  private float[] slopes = {};

  /**
   * A recurrence on a product machine.
   *
   * @param gemm computes the products
   */
  public Recurrence(Gemm gemm) {
    this.gemm = gemm;
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#lstmForward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   * @param from the first sequence of the batch to run
   * @param to the sequence after the last one to run
   */
  public void forward(
      LstmTape tape, Panels recurrent, GateActivations activations, int from, int to) {
    int h = tape.hiddenSize;
    int rows = to - from;
    for (int t = 0; t < tape.steps(); t++) {
      int z = tape.gateOffset(t) + 4 * from * h;
      int before = tape.stateOffset(t) + from * h;
      int after = before + tape.block();
      gemm.multiplyAdd(rows, tape.hidden, before, h, recurrent, tape.gates, z, 4 * h);
      for (int b = 0; b < rows; b++) {
        int row = z + 4 * b * h;
        gates(activations, tape.gates, row, h);
        int s = before + b * h;
        GatePasses.cell(h, tape.gates, row, tape.cells, s, s + tape.block(), tape.cellOutputs, s);
      }
      functions.apply(activations.cell(), tape.cellOutputs, before, rows * h);
      for (int b = 0; b < rows; b++) {
        GatePasses.hidden(
            h,
            tape.gates,
            z + (4 * b + 3) * h,
            tape.cellOutputs,
            before + b * h,
            tape.hidden,
            after + b * h);
      }
    }
  }

  private void gates(GateActivations activations, float[] gates, int row, int h) {
    Activation sigma = activations.gate();
    functions.apply(sigma, gates, row, 2 * h);
    functions.apply(activations.candidate(), gates, row + 2 * h, h);
    functions.apply(sigma, gates, row + 3 * h, h);
  }

  /**
   * See {@link org.lstm4j.kernel.Kernels#lstmBackward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub> as {@code [4H × H]}
   * @param activations σ, φ and ψ
   * @param from the first sequence of the batch to run
   * @param to the sequence after the last one to run
   * @param truncation steps between two cuts, or 0
   * @param initialStateGradient whether the gradient of the first hidden state is wanted
   */
  public void backward(
      LstmTape tape,
      Panels recurrent,
      GateActivations activations,
      int from,
      int to,
      int truncation,
      boolean initialStateGradient) {
    int h = tape.hiddenSize;
    int steps = tape.steps();
    if (slopes.length < 5 * h) {
      slopes = new float[5 * h];
    }
    for (int t = steps - 1; t >= 0; t--) {
      for (int b = from; b < to; b++) {
        gradients(tape, activations, t, b);
      }
      if (truncation > 0 && t > 0 && (steps - t) % truncation == 0) {
        Arrays.fill(tape.dCells, from * h, to * h, 0f);
      } else if (t > 0 || initialStateGradient) {
        gemm.multiplyAdd(
            to - from,
            tape.gates,
            tape.gateOffset(t) + 4 * from * h,
            4 * h,
            recurrent,
            tape.dHidden,
            tape.stateOffset(t) + from * h,
            h);
      }
    }
  }

  private void gradients(LstmTape tape, GateActivations activations, int t, int b) {
    int h = tape.hiddenSize;
    int z = tape.gateOffset(t) + 4 * b * h;
    int s = tape.stateOffset(t) + b * h;
    float[] gates = tape.gates;
    Activation sigma = activations.gate();
    Activations.derivative(sigma, gates, z, slopes, 0, 2 * h);
    Activations.derivative(activations.candidate(), gates, z + 2 * h, slopes, 2 * h, h);
    Activations.derivative(sigma, gates, z + 3 * h, slopes, 3 * h, h);
    Activations.derivative(activations.cell(), tape.cellOutputs, s, slopes, 4 * h, h);
    GatePasses.gradients(
        h,
        gates,
        z,
        tape.cells,
        s,
        tape.cellOutputs,
        s,
        tape.dHidden,
        s + tape.block(),
        tape.dCells,
        b * h,
        slopes);
  }
}
