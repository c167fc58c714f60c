package org.lstm4j.layer;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/** A trained scale and shift for each column, which layers that normalise end with. */
final class ColumnScales {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  /** The scales {@code [1 × size]}. */
  final Matrix weight = new Matrix();

  /** The shifts {@code [1 × size]}. */
  final Matrix bias = new Matrix();

  private final Slice weightSlice;
  private final Slice biasSlice;

  ColumnScales(Binding binding) {
    weightSlice = binding.slice(WEIGHT);
    biasSlice = binding.slice(BIAS);
  }

  static void declare(Layout.Builder layout, ParameterNames names, int size) {
    layout.vector(names.of(WEIGHT), size, Role.SCALE);
    layout.vector(names.of(BIAS), size, Role.SHIFT);
  }

  void load(float[] parameters) {
    weightSlice.point(weight, parameters);
    biasSlice.point(bias, parameters);
  }

  Gradient newGradient() {
    return new Gradient();
  }

  /** Views of the gradients, for one run. */
  final class Gradient {
    private final Matrix dWeight = new Matrix();
    private final Matrix dBias = new Matrix();

    /** The gradients of scales and shifts: sums over rows of dy·x and of dy. */
    void add(Kernels kernels, Matrix x, Matrix dy, float[] gradients, Pass pass) {
      weightSlice.point(dWeight, gradients);
      biasSlice.point(dBias, gradients);
      kernels.columnProducts(dy, x, dWeight, pass.accumulates());
      kernels.columnSums(dy, dBias, pass.accumulates());
    }
  }
}
