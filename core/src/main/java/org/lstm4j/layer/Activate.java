package org.lstm4j.layer;

import java.util.Objects;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Kernels;

/**
 * An activation function on every value, such as follows a dense layer.
 *
 * @param function the function
 */
public record Activate(Activation function) implements LayerSpec {
  static final String KIND = "activation";

  /** Checks that there is a function. */
  public Activate {
    Objects.requireNonNull(function, "activation");
  }

  static Activate read(Settings settings) {
    return new Activate(settings.activation("function"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings().with("function", function);
  }

  @Override
  public Shape output(Shape input) {
    return input.mustBeValues("an activation");
  }

  @Override
  public boolean isRowByRow() {
    return true;
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    return (signal, gradients) -> new Run(function, signal, input.size(), gradients);
  }

  /** {@return for example {@code tanh}} */
  @Override
  public String toString() {
    return function.toString().replace('_', ' ');
  }

  /** The passes. */
  private static final class Run extends OwnOutput {
    private final Activation function;

    Run(Activation function, Signal input, int size, Gradients gradients) {
      super(input, size, gradients);
      this.function = function;
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      kernels.activate(function, input.values(), output.values());
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      if (input.gradients() != null) {
        kernels.activateBackward(
            function, input.values(), output.values(), output.gradients(), input.gradients());
      }
    }
  }
}
