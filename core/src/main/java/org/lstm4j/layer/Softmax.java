package org.lstm4j.layer;

import org.lstm4j.kernel.Kernels;

/** Softmax of every row: numbers become probabilities of as many classes. */
public record Softmax() implements LayerSpec {
  static final String KIND = "softmax";

  static Softmax read(Settings settings) {
    return new Softmax();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Shape output(Shape input) {
    return input.mustBeValues("a softmax");
  }

  @Override
  public boolean isRowByRow() {
    return true;
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return (signal, gradients) -> new Run(signal, input.size(), gradients);
  }

  /** {@return {@code softmax}} */
  @Override
  public String toString() {
    return KIND;
  }

  /** The passes. */
  private static final class Run extends OwnOutput {

    Run(Signal input, int size, Gradients gradients) {
      super(input, size, gradients);
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      kernels.softmax(input.values(), output.values());
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      if (input.gradients() != null) {
        kernels.softmaxBackward(output.values(), output.gradients(), input.gradients());
      }
    }
  }
}
