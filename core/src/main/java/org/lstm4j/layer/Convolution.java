package org.lstm4j.layer;

import java.util.Objects;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;

/**
 * A convolution over time: y[u] = b + Σ W<sub>k</sub>·x[u·stride + k·dilation − before], with taps
 * k from the oldest to the latest; steps outside of the sequence count for nothing. Each tap is a
 * product with rows of the input as they lie: no windows are copied.
 *
 * <pre>
 * weight  [O × K·I]  in each row tap after tap, the oldest first
 * bias    [O]
 * </pre>
 *
 * @param outputs O, at least 1
 * @param taps K, at least 1
 * @param padding which steps the taps look at
 * @param stride input steps from one output step to the next, at least 1
 * @param dilation input steps from one tap to the next, at least 1
 */
public record Convolution(int outputs, int taps, Padding padding, int stride, int dilation)
    implements LayerSpec {
  static final String KIND = "convolution";

  private static final String WEIGHTS = "weight";
  private static final String BIAS = "bias";

  /** Which steps the taps of an output step look at. */
  public enum Padding {
    /** The step itself and those before. */
    CAUSAL,
    /** As many before as after, one more after if they do not come out even; a stride of 1. */
    SAME
  }

  /** Checks the sizes. */
  public Convolution {
    Settings.checkSize("number of outputs", outputs);
    Settings.checkSize("number of taps", taps);
    Settings.checkSize("stride", stride);
    Settings.checkSize("dilation", dilation);
    Objects.requireNonNull(padding, "padding");
    if (padding == Padding.SAME && stride > 1) {
      throw new IllegalArgumentException(
          "a convolution with as many steps out as in has a stride of 1; it is " + stride);
    }
    if ((long) (taps - 1) * dilation > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d taps of a dilation of %d reach too far".formatted(taps, dilation));
    }
  }

  /**
   * A convolution of neighbouring steps, with a step out for each step in.
   *
   * @param outputs O, at least 1
   * @param taps K, at least 1
   * @param padding which steps the taps look at
   */
  public Convolution(int outputs, int taps, Padding padding) {
    this(outputs, taps, padding, 1, 1);
  }

  static Convolution read(Settings settings) {
    return new Convolution(
        settings.size("outputs"),
        settings.size("taps"),
        settings.constant("padding", Padding.class),
        settings.size("stride"),
        settings.size("dilation"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings()
        .with("outputs", outputs)
        .with("taps", taps)
        .with("padding", padding)
        .with("stride", stride)
        .with("dilation", dilation);
  }

  @Override
  public Shape output(Shape input) {
    return input.mustBeValues("a convolution").mustBeEveryStep("a convolution").withValues(outputs);
  }

  @Override
  public boolean runsInPieces() {
    return taps == 1 && stride == 1;
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    long columns = (long) taps * input.size();
    if (columns > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d taps on %d values are more than one array holds".formatted(taps, input.size()));
    }
    layout.matrix(names.of(WEIGHTS), outputs, (int) columns, Role.DENSE_WEIGHTS);
    layout.vector(names.of(BIAS), outputs, Role.DENSE_BIAS);
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return new Weights(this, binding, input.size());
  }

  /** {@return for example {@code causal convolution 16 of 3 steps}} */
  @Override
  public String toString() {
    return "%s convolution %d of %d steps%s%s"
        .formatted(
            padding == Padding.CAUSAL ? "causal" : "centred",
            outputs,
            taps,
            stride > 1 ? ", stride " + stride : "",
            dilation > 1 ? ", dilation " + dilation : "");
  }

  /** Input steps before an output step's own that the oldest tap looks at. */
  private int before() {
    int reach = (taps - 1) * dilation;
    return padding == Padding.CAUSAL ? reach : reach / 2;
  }

  /** The weights of each tap, packed. */
  private static final class Weights implements Layer {
    private final Convolution spec;
    private final int inputs;
    private final Slice weightSlice;
    private final Slice biasSlice;
    private final Matrix weights = new Matrix();
    private final Matrix tap = new Matrix();
    private final Matrix bias = new Matrix();
    private final PackedMatrix[] forward; // of each tap Wᵀ as [I × O]
    private final PackedMatrix[] back; // of each tap W as [O × I]; empty without training

    Weights(Convolution spec, Binding binding, int inputs) {
      this.spec = spec;
      this.inputs = inputs;
      weightSlice = binding.slice(WEIGHTS);
      biasSlice = binding.slice(BIAS);
      forward = new PackedMatrix[spec.taps];
      back = new PackedMatrix[binding.training() ? spec.taps : 0];
      for (int k = 0; k < spec.taps; k++) {
        forward[k] = binding.forward(inputs, spec.outputs);
        if (binding.training()) {
          back[k] = binding.back(spec.outputs, inputs);
        }
      }
    }

    @Override
    public void load(Kernels kernels, float[] parameters) {
      weightSlice.point(weights, parameters);
      biasSlice.point(bias, parameters);
      for (int k = 0; k < forward.length; k++) {
        kernels.packTransposed(forward[k], ofTap(tap, weights, k));
      }
    }

    /** The columns of a tap. */
    Matrix ofTap(Matrix view, Matrix all, int k) {
      return view.block(all, 0, k * inputs, all.rows(), inputs);
    }

    @Override
    public LayerRun newRun(Signal input, Gradients gradients) {
      return new Run(this, input, gradients);
    }
  }

  /**
   * The passes. The rows of a tap go in pieces: where all sequences are of one length and no step
   * is left out, rows of input and output lie side by side, and one piece is all; else each output
   * step is one.
   */
  private static final class Run extends OwnOutput {
    private final Weights weights;
    private final int[] lengths; // of the output's sequences, if the stride makes others
    private final Matrix from = new Matrix();
    private final Matrix to = new Matrix();
    private final Matrix dWeights = new Matrix();
    private final Matrix dTap = new Matrix();
    private final Matrix dBias = new Matrix();
    private final Matrix tap = new Matrix();

    // The piece at hand.
    private int fromRow;
    private int toRow;
    private int rows;

    Run(Weights weights, Signal input, Gradients gradients) {
      super(input, Signal.withRoom(extent(weights, input), weights.spec.outputs, gradients));
      this.weights = weights;
      lengths = new int[weights.spec.stride > 1 ? input.extent().maxBatch() : 0];
    }

    private static Extent extent(Weights weights, Signal input) {
      Extent extent = input.extent();
      int stride = weights.spec.stride;
      return stride == 1
          ? extent
          : new Extent((extent.maxSteps() - 1) / stride + 1, extent.maxBatch());
    }

    @Override
    public void begin() {
      int stride = weights.spec.stride;
      if (stride > 1) {
        Extent extent = input.extent();
        for (int b = 0; b < extent.batch(); b++) {
          lengths[b] = (extent.length(b) - 1) / stride + 1;
        }
        output.extent().begin(lengths, extent.batch());
      }
      super.begin();
    }

    /** Finds the piece of a tap that begins with an output step; returns the step after it. */
    private int piece(int k, int step) {
      Convolution spec = weights.spec;
      Extent in = input.extent();
      Extent out = output.extent();
      int shift = k * spec.dilation - spec.before();
      if (in.isUniform() && spec.stride == 1) {
        int first = Math.max(0, -shift);
        int last = Math.min(in.steps(), in.steps() - shift);
        rows = Math.max(0, last - first) * in.batch();
        toRow = first * in.batch();
        fromRow = (first + shift) * in.batch();
        return out.steps();
      }
      long at = (long) step * spec.stride + shift;
      boolean isThere = at >= 0 && at < in.steps();
      rows = isThere ? Math.min(out.active(step), in.active((int) at)) : 0;
      toRow = out.row(step);
      fromRow = isThere ? in.row((int) at) : 0;
      return step + 1;
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      Matrix y = output.values();
      Matrix bias = weights.bias;
      for (int r = 0; r < y.rows(); r++) {
        System.arraycopy(bias.values(), bias.offset(), y.values(), y.offset(r), y.columns());
      }
      for (int k = 0; k < weights.forward.length; k++) {
        for (int step = 0; step < output.extent().steps(); ) {
          step = piece(k, step);
          if (rows > 0) {
            from.rows(input.values(), fromRow, fromRow + rows);
            to.rows(y, toRow, toRow + rows);
            kernels.gemm(from, weights.forward[k], to, to);
          }
        }
      }
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dy = output.gradients();
      Matrix dx = input.gradients();
      weights.weightSlice.point(dWeights, gradients);
      weights.biasSlice.point(dBias, gradients);
      kernels.columnSums(dy, dBias, pass.accumulates());
      if (!pass.accumulates()) {
        dWeights.fill(0f);
      }
      if (dx != null) {
        dx.fill(0f);
      }
      for (int k = 0; k < weights.back.length; k++) {
        if (dx != null) {
          kernels.pack(weights.back[k], weights.ofTap(tap, weights.weights, k));
        }
        weights.ofTap(dTap, dWeights, k);
        for (int step = 0; step < output.extent().steps(); ) {
          step = piece(k, step);
          if (rows > 0) {
            to.rows(dy, toRow, toRow + rows);
            from.rows(input.values(), fromRow, fromRow + rows);
            kernels.gemmTransposedA(to, from, dTap, true);
            if (dx != null) {
              from.rows(dx, fromRow, fromRow + rows);
              kernels.gemm(to, weights.back[k], from, from);
            }
          }
        }
      }
    }
  }
}
