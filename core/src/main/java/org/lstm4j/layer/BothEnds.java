package org.lstm4j.layer;

import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * One row for each sequence: the first half of its last row and the second half of its first. After
 * a bidirectional layer these are the rows with which its two directions end, Keras' answer of such
 * a layer that returns no sequences, and PyTorch's last hidden states side by side.
 */
public record BothEnds() implements LayerSpec {
  static final String KIND = "both_ends";

  static BothEnds read(Settings settings) {
    return new BothEnds();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Shape output(Shape input) {
    input.mustBeValues("both ends").mustBeEveryStep("both ends");
    if (input.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "both ends are halves of a row; what comes before has %d values".formatted(input.size()));
    }
    return new Shape(Kind.VALUES, input.size(), false);
  }

  @Override
  public boolean runsInPieces() {
    return false;
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return (signal, gradients) ->
        new Run(
            signal,
            Signal.withRoom(new Extent(1, signal.extent().maxBatch()), input.size(), gradients));
  }

  /** {@return {@code both ends}} */
  @Override
  public String toString() {
    return "both ends";
  }

  /** The passes. */
  private static final class Run extends OwnOutput {

    Run(Signal input, Signal output) {
      super(input, output);
    }

    @Override
    public void begin() {
      output.extent().begin(1, input.extent().batch());
      super.begin();
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      Matrix x = input.values();
      Matrix y = output.values();
      int half = y.columns() / 2;
      for (int b = 0; b < y.rows(); b++) {
        int last = x.offset(lastRow(b));
        System.arraycopy(x.values(), last, y.values(), y.offset(b), half);
        System.arraycopy(x.values(), x.offset(b) + half, y.values(), y.offset(b) + half, half);
      }
    }

    /** Nothing for what is in between; a sequence of one step has both halves in one row. */
    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dx = input.gradients();
      if (dx == null) {
        return;
      }
      Matrix dy = output.gradients();
      int half = dy.columns() / 2;
      dx.fill(0f);
      for (int b = 0; b < dy.rows(); b++) {
        int last = dx.offset(lastRow(b));
        System.arraycopy(dy.values(), dy.offset(b), dx.values(), last, half);
        System.arraycopy(dy.values(), dy.offset(b) + half, dx.values(), dx.offset(b) + half, half);
      }
    }

    private int lastRow(int b) {
      Extent steps = input.extent();
      return steps.row(steps.length(b) - 1) + b;
    }
  }
}
