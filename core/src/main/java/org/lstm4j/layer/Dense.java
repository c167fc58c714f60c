package org.lstm4j.layer;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;

/**
 * A dense layer, y = W·x + b, on every row alike.
 *
 * <pre>
 * weight  W [O × I]
 * bias    b [O]
 * </pre>
 *
 * @param outputs O, at least 1
 */
public record Dense(int outputs) implements LayerSpec {
  static final String KIND = "dense";

  private static final String WEIGHTS = "weight";
  private static final String BIAS = "bias";

  /** Checks the size. */
  public Dense {
    Settings.checkSize("number of outputs", outputs);
  }

  static Dense read(Settings settings) {
    return new Dense(settings.size("outputs"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings().with("outputs", outputs);
  }

  @Override
  public Shape output(Shape input) {
    return input.mustBeValues("a dense layer").withValues(outputs);
  }

  @Override
  public boolean isRowByRow() {
    return true;
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    layout.matrix(names.of(WEIGHTS), outputs, input.size(), Role.DENSE_WEIGHTS);
    layout.vector(names.of(BIAS), outputs, Role.DENSE_BIAS);
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return new Weights(outputs, binding, input.size());
  }

  /** {@return for example {@code dense 1}} */
  @Override
  public String toString() {
    return "dense " + outputs;
  }

  /** The weights, packed. */
  private static final class Weights implements Layer {
    private final int outputs;
    private final Slice weightSlice;
    private final Slice biasSlice;
    private final Matrix weights = new Matrix();
    private final Matrix bias = new Matrix();
    private final PackedMatrix forward; // Wᵀ as [I × O]
    private final PackedMatrix back; // W as [O × I]; null without training

    Weights(int outputs, Binding binding, int inputs) {
      this.outputs = outputs;
      weightSlice = binding.slice(WEIGHTS);
      biasSlice = binding.slice(BIAS);
      forward = binding.forward(inputs, outputs);
      back = binding.training() ? binding.back(outputs, inputs) : null;
    }

    @Override
    public void load(Kernels kernels, float[] parameters) {
      kernels.packTransposed(forward, weightSlice.point(weights, parameters));
      biasSlice.point(bias, parameters);
    }

    @Override
    public LayerRun newRun(Signal input, Gradients gradients) {
      return new Run(this, input, gradients);
    }
  }

  /** The passes. */
  private static final class Run extends OwnOutput {
    private final Weights weights;
    private final Matrix dWeights = new Matrix();
    private final Matrix dBias = new Matrix();

    Run(Weights weights, Signal input, Gradients gradients) {
      super(input, weights.outputs, gradients);
      this.weights = weights;
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      kernels.gemm(input.values(), weights.forward, weights.bias, output.values());
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dy = output.gradients();
      weights.weightSlice.point(dWeights, gradients);
      weights.biasSlice.point(dBias, gradients);
      kernels.gemmTransposedA(dy, input.values(), dWeights, pass.accumulates());
      kernels.columnSums(dy, dBias, pass.accumulates());
      if (input.gradients() != null) {
        kernels.pack(weights.back, weights.weights);
        kernels.gemm(dy, weights.back, input.gradients());
      }
    }
  }
}
