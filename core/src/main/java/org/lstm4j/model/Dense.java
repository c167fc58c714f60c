package org.lstm4j.model;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;

/** The dense head, y = W·h + b, on any number of rows. */
final class Dense {
  private final Slice weightSlice; // W [O × H]
  private final Slice biasSlice; // [O]
  private final PackedMatrix forward; // Wᵀ as [H × O]
  private final PackedMatrix back; // W as [O × H]; null without training

  private final Matrix weights = new Matrix();
  private final Matrix bias = new Matrix();
  private final Matrix dWeights = new Matrix();
  private final Matrix dBias = new Matrix();

  Dense(ModelSpec model, Layout layout, Kernels kernels, WeightFormat format, boolean training) {
    int inputs = model.layers().getLast().hiddenSize();
    int outputs = model.headSize();
    weightSlice = layout.slice(Parameters.HEAD_WEIGHTS);
    biasSlice = layout.slice(Parameters.HEAD_BIAS);
    forward = kernels.newPackedMatrix(inputs, outputs, format);
    back = training ? kernels.newPackedMatrix(outputs, inputs) : null;
  }

  /** Packs what forward passes read; backward passes pack for themselves. */
  void load(Kernels kernels, float[] values) {
    kernels.packTransposed(forward, weightSlice.point(weights, values));
    biasSlice.point(bias, values);
  }

  /** y {@code [rows × O]} from h {@code [rows × H]}. */
  void forward(Kernels kernels, Matrix h, Matrix y) {
    kernels.gemm(h, forward, bias, y);
  }

  /** dW, db and dh {@code [rows × H]} from dy {@code [rows × O]}. */
  void backward(Kernels kernels, Matrix h, Matrix dy, float[] gradients, Matrix dh) {
    kernels.gemmTransposedA(dy, h, weightSlice.point(dWeights, gradients), false);
    kernels.columnSums(dy, biasSlice.point(dBias, gradients), false);
    kernels.pack(back, weights);
    kernels.gemm(dy, back, dh);
  }
}
