package org.lstm4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.lstm4j.kernel.Kernels;

/**
 * Layers with a way around them, y = x + f(x) (He et al. 2016). Parameters of the layers within
 * have their number in their names, as in PyTorch's Sequential.
 *
 * @param layers f, from the bottom; what flows out of it is of the shape that flows in
 */
public record Residual(List<LayerSpec> layers) implements LayerSpec {
  static final String KIND = "residual";

  /** Copies the list. */
  public Residual {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || layers.size() >= Binding.MOST_WITHIN) {
      throw new IllegalArgumentException(
          "there are %d layers with a way around them; expected 1 to %d"
              .formatted(layers.size(), Binding.MOST_WITHIN - 1));
    }
  }

  /**
   * Some layers with a way around them.
   *
   * @param layers f, from the bottom
   */
  public Residual(LayerSpec... layers) {
    this(List.of(layers));
  }

  static Residual read(Settings settings, LayerKinds kinds) {
    return new Residual(kinds.readAll(settings, "layers"));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Settings settings() {
    return new Settings().with("layers", LayerKinds.write(layers));
  }

  @Override
  public Shape output(Shape input) {
    Shape end = inside(input, layers.size());
    if (!end.equals(input.mustBeValues("a way around layers"))) {
      throw new IllegalArgumentException(
          "the layers make %d values of %d%s; expected as many, at every step as before"
              .formatted(end.size(), input.size(), end.everyStep() ? "" : " once per sequence"));
    }
    return input;
  }

  private Shape inside(Shape input, int count) {
    Shape shape = input;
    for (LayerSpec layer : layers.subList(0, count)) {
      shape = layer.output(shape);
    }
    return shape;
  }

  @Override
  public int[] stateSizes(Shape input) {
    List<Integer> sizes = new ArrayList<>();
    for (int k = 0; k < layers.size(); k++) {
      for (int size : layers.get(k).stateSizes(inside(input, k))) {
        sizes.add(size);
      }
    }
    return sizes.stream().mapToInt(size -> size).toArray();
  }

  @Override
  public boolean isRowByRow() {
    return layers.stream().allMatch(LayerSpec::isRowByRow);
  }

  @Override
  public boolean runsInPieces() {
    return layers.stream().allMatch(LayerSpec::runsInPieces);
  }

  @Override
  public void declare(Layout.Builder layout, ParameterNames names, Shape input) {
    for (int k = 0; k < layers.size(); k++) {
      layers.get(k).declare(layout, within(names, k), inside(input, k));
    }
  }

  private static ParameterNames within(ParameterNames names, int k) {
    return parameter -> names.of(k + "." + parameter);
  }

  @Override
  public Layer create(Binding binding, Shape input) {
    List<Layer> inner = new ArrayList<>();
    for (int k = 0; k < layers.size(); k++) {
      Binding own = binding.named(within(binding.names(), k)).within(k);
      inner.add(layers.get(k).create(own, inside(input, k)));
    }
    return new Layer() {
      @Override
      public void load(Kernels kernels, float[] parameters) {
        for (int k = 0; k < inner.size(); k++) { // no iterator: a step allocates nothing
          inner.get(k).load(kernels, parameters);
        }
      }

      @Override
      public LayerRun newRun(Signal signal, Gradients gradients) {
        return new Run(inner, signal, input.size(), gradients);
      }
    };
  }

  /** {@return for example {@code residual (lstm 8)}} */
  @Override
  public String toString() {
    return layers.stream()
        .map(LayerSpec::toString)
        .collect(Collectors.joining(", ", "residual (", ")"));
  }

  /** The passes: those of the layers within, and an addition. */
  private static final class Run extends OwnOutput {
    private final LayerRun[] layers;
    private final Signal end;

    Run(List<Layer> inner, Signal input, int size, Gradients gradients) {
      super(input, size, gradients);
      layers = new LayerRun[inner.size()];
      Signal signal = input;
      for (int k = 0; k < layers.length; k++) {
        layers[k] = inner.get(k).newRun(signal, gradients);
        signal = layers[k].output();
      }
      end = signal;
    }

    @Override
    public List<LayerState> states() {
      List<LayerState> states = new ArrayList<>();
      for (LayerRun layer : layers) {
        states.addAll(layer.states());
      }
      return states;
    }

    @Override
    public void begin() {
      for (LayerRun layer : layers) {
        layer.begin();
      }
      output.begin();
    }

    @Override
    public void forward(Kernels kernels, Pass pass) {
      for (LayerRun layer : layers) {
        layer.forward(kernels, pass);
      }
      output.values().copyFrom(input.values());
      output.values().add(end.values());
    }

    @Override
    public void backward(Kernels kernels, float[] gradients, Pass pass) {
      end.gradients().copyFrom(output.gradients());
      for (int k = layers.length - 1; k >= 0; k--) {
        layers[k].backward(kernels, gradients, pass);
      }
      if (input.gradients() != null) {
        input.gradients().add(output.gradients());
      }
    }
  }
}
