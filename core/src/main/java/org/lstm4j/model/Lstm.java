package org.lstm4j.model;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.memory.LstmTape;
import org.lstm4j.memory.Slice;

/**
 * One LSTM layer: the input product and the recurrence over all time steps, and on the way back the
 * recurrence reversed and each weight gradient as one product over all steps.
 */
final class Lstm {
  private final LstmSpec spec;
  private final int inputSize;
  private final Slice inputWeights; // W_x [4H × I]
  private final Slice recurrentWeights; // W_h [4H × H]
  private final Slice bias; // [4H]
  private final PackedMatrix inputForward; // W_xᵀ as [I × 4H]
  private final PackedMatrix recurrentForward; // W_hᵀ as [H × 4H]
  private final PackedMatrix inputBackward; // W_x as [4H × I]; null without training
  private final PackedMatrix recurrentBackward; // W_h as [4H × H]; null without training
  private float[] parameters;

  Lstm(
      ModelSpec model,
      int layer,
      Parameters parameters,
      Kernels kernels,
      WeightFormat format,
      boolean training) {
    spec = model.layers().get(layer);
    inputSize = model.layerInputSize(layer);
    inputWeights = parameters.layout().slice(Parameters.inputWeightsName(layer));
    recurrentWeights = parameters.layout().slice(Parameters.recurrentWeightsName(layer));
    bias = parameters.layout().slice(Parameters.biasName(layer));
    int h = spec.hiddenSize();
    inputForward = kernels.newPackedMatrix(inputSize, 4 * h, format);
    recurrentForward = kernels.newPackedMatrix(h, 4 * h, format);
    inputBackward = training ? kernels.newPackedMatrix(4 * h, inputSize) : null;
    recurrentBackward = training ? kernels.newPackedMatrix(4 * h, h) : null;
  }

  /** Packs what forward passes read; backward passes pack for themselves, if they come to it. */
  void load(Kernels kernels, float[] values) {
    parameters = values;
    kernels.packTransposed(inputForward, values, inputWeights.offset(), inputSize);
    kernels.packTransposed(recurrentForward, values, recurrentWeights.offset(), spec.hiddenSize());
  }

  /** Forward from numbers x {@code [T × B × I]}. */
  void forward(Kernels kernels, float[] x, int xOff, LstmTape tape) {
    kernels.lstmForward(
        tape,
        x,
        xOff,
        inputForward,
        parameters,
        bias.offset(),
        recurrentForward,
        spec.activations());
  }

  /** Forward from indices {@code [T × B]}. */
  void forward(Kernels kernels, int[] indices, LstmTape tape) {
    int rows = tape.steps() * tape.batch();
    int gates = 4 * spec.hiddenSize();
    kernels.gatherRows(
        rows, indices, 0, inputForward, parameters, bias.offset(), tape.gates, 0, gates);
    kernels.lstmForward(tape, recurrentForward, spec.activations());
  }

  /** The recurrence reversed; afterwards the tape's gates hold dZ {@code [T × B × 4H]}. */
  void backward(
      Kernels kernels,
      LstmTape tape,
      float[] gradients,
      int truncation,
      boolean initialStateGradient) {
    int rows = tape.steps() * tape.batch();
    int h = spec.hiddenSize();
    if (tape.steps() > 1 || initialStateGradient) {
      kernels.pack(recurrentBackward, parameters, recurrentWeights.offset(), h);
    }
    kernels.lstmBackward(
        tape, recurrentBackward, spec.activations(), truncation, initialStateGradient);
    kernels.gemmTransposedA(
        4 * h,
        h,
        rows,
        tape.gates,
        0,
        4 * h,
        tape.hidden,
        0,
        h,
        gradients,
        recurrentWeights.offset(),
        h);
    kernels.columnSums(rows, 4 * h, tape.gates, 0, 4 * h, gradients, bias.offset());
  }

  /** dW_x from numbers x {@code [T × B × I]}, after {@link #backward}. */
  void inputWeightGradient(Kernels kernels, LstmTape tape, float[] x, int xOff, float[] gradients) {
    int rows = tape.steps() * tape.batch();
    int gates = 4 * spec.hiddenSize();
    kernels.gemmTransposedA(
        gates,
        inputSize,
        rows,
        tape.gates,
        0,
        gates,
        x,
        xOff,
        inputSize,
        gradients,
        inputWeights.offset(),
        inputSize);
  }

  /** dW_x from indices {@code [T × B]}, after {@link #backward}. */
  void inputWeightGradient(Kernels kernels, LstmTape tape, int[] indices, float[] gradients) {
    int rows = tape.steps() * tape.batch();
    int gates = 4 * spec.hiddenSize();
    kernels.scatterColumns(
        gates, inputSize, rows, tape.gates, 0, gates, indices, 0, gradients, inputWeights.offset());
  }

  /** dX {@code [T × B × I]}, after {@link #backward}. */
  void inputGradient(Kernels kernels, LstmTape tape, float[] dx, int dxOff) {
    int rows = tape.steps() * tape.batch();
    kernels.pack(inputBackward, parameters, inputWeights.offset(), inputSize);
    kernels.gemm(
        rows, tape.gates, 0, 4 * spec.hiddenSize(), inputBackward, false, dx, dxOff, inputSize);
  }
}
