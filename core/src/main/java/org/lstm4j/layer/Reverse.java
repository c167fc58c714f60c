package org.lstm4j.layer;

import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/** Each sequence's own steps the other way round. */
public record Reverse() implements LayerSpec {
  static final String KIND = "reverse";

  static Reverse read(Settings settings) {
    return new Reverse();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Shape output(Shape input) {
    return input.mustBeEveryStep("a reversal");
  }

  @Override
  public boolean runsInPieces() {
    return false;
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return (signal, gradients) -> new Run(signal, input, gradients);
  }

  /** {@return {@code reverse}} */
  @Override
  public String toString() {
    return KIND;
  }

  /** The passes; a bidirectional layer has some of its own. */
  static final class Run implements LayerRun {
    private final boolean indexed;
    private final Signal input;
    private final Signal output;
    private final int[] indices;

    Run(Signal input, Shape shape, Gradients gradients) {
      this.input = input;
      Extent extent = input.extent();
      indexed = shape.kind() == Kind.INDICES;
      indices = new int[indexed ? Math.multiplyExact(extent.maxSteps(), extent.maxBatch()) : 0];
      output =
          indexed
              ? new Signal(extent, new Matrix(), null)
              : Signal.withRoom(extent, shape.size(), gradients);
      output.setIndices(indices);
    }

    @Override
    public Signal output() {
      return output;
    }

    @Override
    public void begin() {
      if (!indexed) {
        output.begin();
      }
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      if (indexed) {
        Extent extent = input.extent();
        for (int t = 0; t < extent.steps(); t++) {
          for (int b = 0; b < extent.active(t); b++) {
            indices[extent.row(t) + b] = input.indices()[reversed(extent, t, b)];
          }
        }
      } else {
        reverse(input.extent(), input.values(), output.values());
      }
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      if (input.gradients() != null) {
        reverse(input.extent(), output.gradients(), input.gradients());
      }
    }

    /** The row that stands where another one does once all sequences are reversed. */
    static int reversed(Extent extent, int t, int b) {
      return extent.row(extent.length(b) - 1 - t) + b;
    }

    private static void reverse(Extent extent, Matrix from, Matrix to) {
      for (int t = 0; t < extent.steps(); t++) {
        for (int b = 0; b < extent.active(t); b++) {
          int row = from.offset(reversed(extent, t, b));
          int at = to.offset(extent.row(t) + b);
          System.arraycopy(from.values(), row, to.values(), at, to.columns());
        }
      }
    }
  }
}
