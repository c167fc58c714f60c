package org.lstm4j.layer;

import java.util.Arrays;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * Each column is brought to mean 0 and variance 1 by statistics that were measured, then gets a
 * trained scale and shift (Ioffe and Szegedy 2015, as at inference). For models that were trained
 * elsewhere: training goes through it, to scale and shift and further down, but measures nothing.
 *
 * <pre>
 * weight        [size]  the scale
 * bias          [size]  the shift
 * running_mean  [size]  not trained
 * running_var   [size]  not trained
 * </pre>
 *
 * @param epsilon ε, added to the variances; positive
 */
public record BatchNormalization(double epsilon) implements LayerSpec {
  static final String KIND = "batch_normalization";

  private static final String MEAN = "running_mean";
  private static final String VARIANCE = "running_var";

  /** Checks ε. */
  public BatchNormalization {
    Settings.checkPositive("ε of a batch normalization", epsilon);
  }

  /** A normalization with PyTorch's ε of 1e-5. */
  public BatchNormalization() {
    this(1e-5);
  }

  static BatchNormalization read(Settings settings) {
    return new BatchNormalization(settings.number("epsilon"));
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
    return input.mustBeValues("a batch normalization");
  }

  @Override
  public boolean isRowByRow() {
    return true;
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    ColumnScales.declare(layout, names, input.size());
    layout.vector(names.of(MEAN), input.size(), Role.MEAN);
    layout.vector(names.of(VARIANCE), input.size(), Role.VARIANCE);
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return new Statistics(epsilon, binding, input.size());
  }

  /** {@return {@code batch normalization}} */
  @Override
  public String toString() {
    return "batch normalization";
  }

  /** The statistics in the form in which they are applied: scale·x + shift. */
  private static final class Statistics implements Layer {
    private final double epsilon;
    private final ColumnScales scales;
    private final Slice meanSlice;
    private final Slice varianceSlice;
    private final float[] scale;
    private final float[] shift;

    Statistics(double epsilon, Binding binding, int size) {
      this.epsilon = epsilon;
      scales = new ColumnScales(binding);
      meanSlice = binding.slice(MEAN);
      varianceSlice = binding.slice(VARIANCE);
      scale = new float[size];
      shift = new float[size];
    }

    @Override
    public void load(Kernels kernels, float[] parameters) {
      scales.load(parameters);
      for (int j = 0; j < scale.length; j++) {
        double variance = parameters[varianceSlice.offset() + j];
        if (!(variance >= 0)) {
          throw new IllegalArgumentException(
              "%s is %s; expected at least 0"
                  .formatted(varianceSlice.locate(varianceSlice.offset() + j), variance));
        }
        scale[j] = (float) (1 / Math.sqrt(variance + epsilon));
        shift[j] = -parameters[meanSlice.offset() + j] * scale[j];
      }
    }

    @Override
    public LayerRun newRun(Signal input, Gradients gradients) {
      return new Run(this, input, gradients);
    }
  }

  /** The passes. Without a way back, rows are normalised where the output lies. */
  private static final class Run extends OwnOutput {
    private final Statistics statistics;
    private final ColumnScales.Gradient gradient;
    private final Matrix scale;
    private final Matrix shift;
    private final Signal normal;

    Run(Statistics statistics, Signal input, Gradients gradients) {
      super(input, statistics.scale.length, gradients);
      this.statistics = statistics;
      gradient = statistics.scales.newGradient();
      int size = statistics.scale.length;
      scale = new Matrix(statistics.scale, size);
      shift = new Matrix(statistics.shift, size);
      normal =
          gradients == Gradients.NONE
              ? output
              : Signal.withRoom(input.extent(), size, Gradients.NONE);
    }

    @Override
    public void begin() {
      super.begin();
      normal.begin();
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      ColumnScales scales = statistics.scales;
      kernels.affine(input.values(), scale, shift, normal.values());
      kernels.affine(normal.values(), scales.weight, scales.bias, output.values());
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dy = output.gradients();
      gradient.add(kernels, normal.values(), dy, gradients, pass);
      if (!pass.accumulates()) {
        clear(statistics.meanSlice, gradients);
        clear(statistics.varianceSlice, gradients);
      }
      if (input.gradients() != null) {
        Matrix dx = input.gradients();
        kernels.scaleColumns(dy, statistics.scales.weight, dx);
        kernels.scaleColumns(dx, scale, dx);
      }
    }

    private static void clear(Slice slice, float[] gradients) {
      Arrays.fill(gradients, slice.offset(), slice.end(), 0f);
    }
  }
}
