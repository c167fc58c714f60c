package org.lstm4j.model;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.memory.Slice;

/** The dense head, y = W·h + b, on any number of rows. */
final class Dense {
  private final int inputs;
  private final int outputs;
  private final Slice weights; // W [O × H]
  private final Slice bias; // [O]
  private final PackedMatrix forward; // Wᵀ as [H × O]
  private final PackedMatrix backward; // W as [O × H]; null without training
  private float[] parameters;

  Dense(
      ModelSpec model,
      Parameters parameters,
      Kernels kernels,
      WeightFormat format,
      boolean training) {
    inputs = model.layers().getLast().hiddenSize();
    outputs = model.headSize();
    weights = parameters.layout().slice(Parameters.HEAD_WEIGHTS);
    bias = parameters.layout().slice(Parameters.HEAD_BIAS);
    forward = kernels.newPackedMatrix(inputs, outputs, format);
    backward = training ? kernels.newPackedMatrix(outputs, inputs) : null;
  }

  /** Packs what forward passes read; backward passes pack for themselves. */
  void load(Kernels kernels, float[] values) {
    parameters = values;
    kernels.packTransposed(forward, values, weights.offset(), inputs);
  }

  /** y {@code [rows × O]} from h {@code [rows × H]}. */
  void forward(Kernels kernels, int rows, float[] h, int hOff, float[] y) {
    kernels.gemmBias(rows, h, hOff, inputs, forward, parameters, bias.offset(), y, 0, outputs);
  }

  /** dW, db and dh {@code [rows × H]} from dy {@code [rows × O]}. */
  void backward(
      Kernels kernels, int rows, float[] h, int hOff, float[] dy, float[] gradients, float[] dh) {
    kernels.gemmTransposedA(
        outputs,
        inputs,
        rows,
        dy,
        0,
        outputs,
        h,
        hOff,
        inputs,
        gradients,
        weights.offset(),
        inputs);
    kernels.columnSums(rows, outputs, dy, 0, outputs, gradients, bias.offset());
    kernels.pack(backward, parameters, weights.offset(), inputs);
    kernels.gemm(rows, dy, 0, outputs, backward, false, dh, hOff, inputs);
  }
}
