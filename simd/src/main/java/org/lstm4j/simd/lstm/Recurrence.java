package org.lstm4j.simd.lstm;

import java.util.Arrays;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.simd.gemm.Gemm;
import org.lstm4j.simd.gemm.Panels;

/**
 * An LSTM layer over all steps, forward and back, for some sequences of a batch. For one thread.
 *
 * <p>The standard activations have loops of their own; others run pass by pass.
 */
public final class Recurrence {
  private final Gemm gemm;
  private final Activations functions = new Activations();
  private final GateStep standardStep = new GateStep();
  private float[] outputs = {};
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
   * The recurrence on gates that hold the input product; see {@link
   * org.lstm4j.kernel.Kernels#lstmForward}.
   *
   * @param tape the layer's buffers
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   * @param from the first sequence of the batch to run
   * @param to the sequence after the last one to run
   */
  public void forward(
      LstmTape tape, Panels recurrent, GateActivations activations, int from, int to) {
    for (int t = 0; t < tape.steps(); t++) {
      step(tape, t, tape.gateOffset(t), recurrent, activations, from, to);
    }
  }

  /**
   * Input product and recurrence, step by step.
   *
   * @param tape the layer's buffers
   * @param x inputs {@code [T × B × I]}
   * @param xOff offset of the inputs
   * @param input W<sub>x</sub>ᵀ as {@code [I × 4H]}
   * @param bias the bias {@code [4H]}
   * @param biasOff offset of the bias
   * @param recurrent W<sub>h</sub>ᵀ as {@code [H × 4H]}
   * @param activations σ, φ and ψ
   * @param from the first sequence of the batch to run
   * @param to the sequence after the last one to run
   */
  public void forward(
      LstmTape tape,
      float[] x,
      int xOff,
      Panels input,
      float[] bias,
      int biasOff,
      Panels recurrent,
      GateActivations activations,
      int from,
      int to) {
    int h = tape.hiddenSize;
    int inputs = input.rows();
    for (int t = 0; t < tape.steps(); t++) {
      // For inference the gates of all steps share one place, which stays in the nearest cache.
      int gates = tape.training ? tape.gateOffset(t) : 0;
      gemm.multiply(
          to - from,
          x,
          xOff + (t * tape.batch() + from) * inputs,
          inputs,
          input,
          bias,
          biasOff,
          0,
          tape.gates,
          gates + 4 * from * h,
          4 * h);
      step(tape, t, gates, recurrent, activations, from, to);
    }
  }

  /** Step t, its gates at an offset. */
  private void step(
      LstmTape tape,
      int t,
      int gates,
      Panels recurrent,
      GateActivations activations,
      int from,
      int to) {
    int h = tape.hiddenSize;
    int before = tape.stateOffset(t) + from * h;
    int z = gates + 4 * from * h;
    gemm.multiplyAdd(to - from, tape.hidden, before, h, recurrent, tape.gates, z, 4 * h);
    if (activations.equals(GateActivations.STANDARD)) {
      standardStep.forward(tape, gates, t, from, to);
    } else {
      for (int b = from; b < to; b++) {
        passes(tape, gates + 4 * b * h, t, b, activations);
      }
    }
  }

  /** The gate step of sequence b, pass by pass. */
  private void passes(LstmTape tape, int z, int t, int b, GateActivations activations) {
    int h = tape.hiddenSize;
    Activation sigma = activations.gate();
    functions.apply(sigma, tape.gates, z, 2 * h);
    functions.apply(activations.candidate(), tape.gates, z + 2 * h, h);
    functions.apply(sigma, tape.gates, z + 3 * h, h);
    float[] y = tape.cellOutputs;
    int yOff = tape.stateOffset(t) + b * h;
    if (!tape.training) {
      if (outputs.length < h) {
        outputs = new float[h];
      }
      y = outputs;
      yOff = 0;
    }
    int before = tape.cellOffset(t) + b * h;
    int after = tape.cellOffset(t + 1) + b * h;
    GatePasses.cell(h, tape.gates, z, tape.cells, before, after, y, yOff);
    functions.apply(activations.cell(), y, yOff, h);
    int next = tape.stateOffset(t + 1) + b * h;
    GatePasses.hidden(h, tape.gates, z + 3 * h, y, yOff, tape.hidden, next);
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
    boolean standard = activations.equals(GateActivations.STANDARD);
    for (int t = steps - 1; t >= 0; t--) {
      for (int b = from; b < to; b++) {
        if (!standard) {
          slopes(tape, activations, t, b);
        }
        gradients(tape, standard, t, b);
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

  private void slopes(LstmTape tape, GateActivations activations, int t, int b) {
    int h = tape.hiddenSize;
    int z = tape.gateOffset(t) + 4 * b * h;
    int s = tape.stateOffset(t) + b * h;
    Activation sigma = activations.gate();
    Activations.derivative(sigma, tape.gates, z, slopes, 0, 2 * h);
    Activations.derivative(activations.candidate(), tape.gates, z + 2 * h, slopes, 2 * h, h);
    Activations.derivative(sigma, tape.gates, z + 3 * h, slopes, 3 * h, h);
    Activations.derivative(activations.cell(), tape.cellOutputs, s, slopes, 4 * h, h);
  }

  private void gradients(LstmTape tape, boolean standard, int t, int b) {
    int h = tape.hiddenSize;
    int z = tape.gateOffset(t) + 4 * b * h;
    int s = tape.stateOffset(t) + b * h;
    GatePasses.gradients(
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
        b * h,
        standard,
        slopes);
  }
}
