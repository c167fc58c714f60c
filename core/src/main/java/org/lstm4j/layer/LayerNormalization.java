package org.lstm4j.layer;

import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * Each row becomes one of mean 0 and variance 1, then each column gets a trained scale and shift
 * (Ba, Kiros and Hinton 2016).
 *
 * <pre>
 * weight  [size]  the scale
 * bias    [size]  the shift
 * </pre>
 *
 * @param epsilon ε, added to the variance; positive
 */
public record LayerNormalization(double epsilon) implements LayerSpec {
  static final String KIND = "layer_normalization";

  /** Checks ε. */
  public LayerNormalization {
    Settings.checkPositive("ε of a layer normalization", epsilon);
  }

  /** A normalization with PyTorch's ε of 1e-5. */
  public LayerNormalization() {
    this(1e-5);
  }

  static LayerNormalization read(Settings settings) {
    return new LayerNormalization(settings.number("epsilon"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings().with("epsilon", epsilon);
  }

  @Override
  public Shape output(Shape input) {
    return input.mustBeValues("a layer normalization");
  }

  @Override
  public boolean isRowByRow() {
    return true;
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    ColumnScales.declare(layout, names, input.size());
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    ColumnScales scales = new ColumnScales(binding);
    return new Layer() {
      @Override
      public void load(Kernels kernels, float[] parameters) {
        scales.load(parameters);
      }

      @Override
      public LayerRun newRun(Signal signal, Gradients gradients) {
        return new Run(epsilon, scales, signal, input.size(), gradients);
      }
    };
  }

  /** {@return {@code layer normalization}} */
  @Override
  public String toString() {
    return "layer normalization";
  }

  /** The passes. Without a way back, rows are normalised where the output lies. */
  private static final class Run extends OwnOutput {
    private final double epsilon;
    private final ColumnScales scales;
    private final ColumnScales.Gradient gradient;
    private final Signal normal;
    private final Signal deviations; // of each row, inverted

    Run(double epsilon, ColumnScales scales, Signal input, int size, Gradients gradients) {
      super(input, size, gradients);
      this.epsilon = epsilon;
      this.scales = scales;
      gradient = scales.newGradient();
      normal =
          gradients == Gradients.NONE
              ? output
              : Signal.withRoom(input.extent(), size, Gradients.NONE);
      deviations = Signal.withRoom(input.extent(), 1, Gradients.NONE);
    }

    @Override
    public void begin() {
      super.begin();
      normal.begin();
      deviations.begin();
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      Matrix rows = normal.values();
      kernels.standardize(input.values(), epsilon, rows, deviations.values());
      kernels.affine(rows, scales.weight, scales.bias, output.values());
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dy = output.gradients();
      gradient.add(kernels, normal.values(), dy, gradients, pass);
      if (input.gradients() != null) {
        Matrix dx = input.gradients();
        kernels.scaleColumns(dy, scales.weight, dx);
        kernels.standardizeBackward(normal.values(), deviations.values(), dx, dx);
      }
    }
  }
}
