package org.lstm4j.model;

import org.lstm4j.kernel.Gates;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmGradients;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.WeightFormat;

/**
 * One LSTM layer: the input product and the recurrence over all time steps, and on the way back the
 * recurrence reversed and each weight gradient as one product over all steps.
 */
final class Lstm {
  private final Slice inputSlice; // W_x [4H × I]
  private final Slice recurrentSlice; // W_h [4H × H]
  private final Slice biasSlice; // [4H]
  private final Matrix inputWeights = new Matrix();
  private final Matrix recurrentWeights = new Matrix();
  private final Matrix bias = new Matrix();
  private final LstmWeights forward;
  private final LstmWeights back; // null without training
  private final Matrix dInputWeights = new Matrix();
  private final Matrix dRecurrentWeights = new Matrix();
  private final Matrix dBias = new Matrix();
  private final LstmGradients gradients =
      new LstmGradients(dInputWeights, dRecurrentWeights, dBias);

  Lstm(
      ModelSpec model,
      int layer,
      Layout layout,
      Kernels kernels,
      WeightFormat format,
      boolean training) {
    LstmSpec spec = model.layers().get(layer);
    inputSlice = layout.slice(Parameters.inputWeightsName(layer));
    recurrentSlice = layout.slice(Parameters.recurrentWeightsName(layer));
    biasSlice = layout.slice(Parameters.biasName(layer));
    int inputs = model.layerInputSize(layer);
    int h = spec.hiddenSize();
    int gates = Gates.COUNT * h;
    forward =
        new LstmWeights(
            spec.activations(),
            kernels.newPackedMatrix(inputs, gates, format),
            kernels.newPackedMatrix(h, gates, format),
            bias);
    back =
        training
            ? new LstmWeights(
                spec.activations(),
                kernels.newPackedMatrix(gates, inputs),
                kernels.newPackedMatrix(gates, h))
            : null;
  }

  /** Packs what forward passes read; backward passes pack for themselves, if they come to it. */
  void load(Kernels kernels, float[] values) {
    kernels.packTransposed(forward.input(), inputSlice.point(inputWeights, values));
    kernels.packTransposed(forward.recurrent(), recurrentSlice.point(recurrentWeights, values));
    biasSlice.point(bias, values);
  }

  /** Forward from numbers x {@code [T·B × I]}. */
  void forward(Kernels kernels, Matrix x, LstmTape tape) {
    kernels.lstmForward(tape, x, forward);
  }

  /** Forward from indices {@code [T × B]}. */
  void forward(Kernels kernels, int[] indices, LstmTape tape) {
    kernels.gatherRows(indices, 0, forward.input(), bias, tape.gates());
    kernels.lstmForward(tape, forward);
  }

  /** Backward to numbers x {@code [T·B × I]}; dx is null if it is not wanted. */
  void backward(Kernels kernels, LstmTape tape, Matrix x, Matrix dx) {
    pack(kernels, tape.extent.steps() > 1 || gradients.wantsInitialState(), dx != null);
    kernels.lstmBackward(tape, x, back, gradients, dx);
  }

  /** Backward to indices {@code [T × B]}. */
  void backward(Kernels kernels, LstmTape tape, int[] indices) {
    pack(kernels, tape.extent.steps() > 1 || gradients.wantsInitialState(), false);
    kernels.lstmBackward(tape, null, back, gradients, null);
    kernels.scatterColumns(tape.gates(), indices, 0, gradients.inputWeights(), false);
  }

  /** Says where gradients go in the backward pass that follows, and which are wanted. */
  void want(float[] values, int truncation, boolean initialState) {
    inputSlice.point(dInputWeights, values);
    recurrentSlice.point(dRecurrentWeights, values);
    biasSlice.point(dBias, values);
    gradients.want(truncation, initialState);
  }

  private void pack(Kernels kernels, boolean recurrent, boolean input) {
    if (recurrent) {
      kernels.pack(back.recurrent(), recurrentWeights);
    }
    if (input) {
      kernels.pack(back.input(), inputWeights);
    }
  }
}
