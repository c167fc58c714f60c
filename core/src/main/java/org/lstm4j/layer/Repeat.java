package org.lstm4j.layer;

import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;

/**
 * The one row of each sequence at every step of a new sequence, Keras' RepeatVector.
 *
 * @param steps how many steps, at least 1
 */
public record Repeat(int steps) implements LayerSpec {
  static final String KIND = "repeat";

  /** Checks the number. */
  public Repeat {
    Settings.checkSize("number of repetitions", steps);
  }

  static Repeat read(Settings settings) {
    return new Repeat(settings.size("steps"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings().with("steps", steps);
  }

  @Override
  public Shape output(Shape input) {
    input.mustBeValues("a repetition");
    if (input.everyStep()) {
      throw new IllegalArgumentException(
          "a repetition reads one row for each sequence; what comes before it answers at every step");
    }
    return new Shape(Kind.VALUES, input.size(), true);
  }

  @Override
  public boolean runsInPieces() {
    return false;
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return (signal, gradients) -> new Run(steps, signal, input.size(), gradients);
  }

  /** {@return for example {@code repeat 12}} */
  @Override
  public String toString() {
    return "repeat " + steps;
  }

  /** The passes. */
  private static final class Run extends OwnOutput {
    Run(int steps, Signal input, int size, Gradients gradients) {
      super(input, Signal.withRoom(new Extent(steps, input.extent().maxBatch()), size, gradients));
    }

    @Override
    public void begin() {
      Extent extent = output.extent();
      extent.begin(extent.maxSteps(), input.extent().batch());
      super.begin();
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      Matrix x = input.values();
      Matrix y = output.values();
      for (int r = 0; r < y.rows(); r++) {
        int from = x.offset(r % x.rows());
        System.arraycopy(x.values(), from, y.values(), y.offset(r), y.columns());
      }
    }

    /** The gradients of all steps, added up in order from +0. */
    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      Matrix dx = input.gradients();
      Matrix dy = output.gradients();
      for (int b = 0; dx != null && b < dx.rows(); b++) {
        for (int j = 0; j < dx.columns(); j++) {
          float sum = 0f;
          for (int r = b; r < dy.rows(); r += dx.rows()) {
            sum += dy.values()[dy.offset(r) + j];
          }
          dx.values()[dx.offset(b) + j] = sum;
        }
      }
    }
  }
}
