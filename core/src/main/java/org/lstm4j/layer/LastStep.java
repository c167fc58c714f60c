package org.lstm4j.layer;

import java.util.Arrays;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * The last step of each sequence, one row for each. Where all sequences are of one length the rows
 * lie together, and nothing is copied.
 */
public record LastStep() implements LayerSpec {
  static final String KIND = "last_step";

  static LastStep read(Settings settings) {
    return new LastStep();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Shape output(Shape input) {
    input.mustBeValues("the last step").mustBeEveryStep("the last step");
    return new Shape(Kind.VALUES, input.size(), false);
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return (signal, gradients) -> new Run(signal, input.size(), gradients);
  }

  /** {@return {@code last step}} */
  @Override
  public String toString() {
    return "last step";
  }

  /** The passes. */
  private static final class Run implements LayerRun {
    private final Signal input;
    private final Extent extent;
    private final Signal output;
    private final float[] copy; // for sequences of several lengths
    private final float[] copyOfGradients;

    Run(Signal input, int size, Gradients gradients) {
      this.input = input;
      int batch = input.extent().maxBatch();
      boolean training = gradients != Gradients.NONE;
      extent = new Extent(1, batch);
      copy = new float[Math.multiplyExact(batch, size)];
      copyOfGradients = training ? new float[copy.length] : copy;
      output = new Signal(extent, new Matrix(), training ? new Matrix() : null);
    }

    @Override
    public Signal output() {
      return output;
    }

    @Override
    public void begin() {
      Extent steps = input.extent();
      int batch = steps.batch();
      extent.begin(1, batch);
      if (steps.isUniform()) {
        int first = steps.row(steps.steps() - 1);
        output.values().rows(input.values(), first, first + batch);
        if (input.gradients() != null) {
          output.gradients().rows(input.gradients(), first, first + batch);
          return;
        }
      } else {
        output.values().set(copy, 0, batch, input.values().columns());
      }
      if (output.gradients() != null) {
        output.gradients().set(copyOfGradients, 0, batch, input.values().columns());
      }
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      Matrix values = input.values();
      int size = values.columns();
      for (int b = 0; !input.extent().isUniform() && b < extent.batch(); b++) {
        System.arraycopy(values.values(), values.offset(lastRow(b)), copy, b * size, size);
      }
    }

    /** Nothing for the other steps; what came back for the last ones is where it belongs. */
    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dx = input.gradients();
      if (dx == null) {
        return;
      }
      int size = dx.columns();
      Extent steps = input.extent();
      int others = steps.isUniform() ? dx.rows() - extent.batch() : dx.rows();
      for (int r = 0; r < others; r++) {
        Arrays.fill(dx.values(), dx.offset(r), dx.offset(r) + size, 0f);
      }
      for (int b = 0; !steps.isUniform() && b < extent.batch(); b++) {
        System.arraycopy(copyOfGradients, b * size, dx.values(), dx.offset(lastRow(b)), size);
      }
    }

    private int lastRow(int b) {
      return input.extent().row(input.extent().length(b) - 1) + b;
    }
  }
}
