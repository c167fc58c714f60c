package org.lstm4j.model;

import java.util.List;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.ParameterNames;

/**
 * Names of the parameters of a model's layers. LSTM layers, of one or two directions, are numbered
 * as the layers of PyTorch's LSTM module are, {@code lstm.weight_ih_l0}; the last dense layer is
 * the head, {@code head.weight}; any other layer has its kind and its number among its kind, {@code
 * dense0.weight}.
 */
final class LayerNames {
  private final List<LayerSpec> layers;

  LayerNames(List<LayerSpec> layers) {
    this.layers = layers;
  }

  /** What makes the names of a layer's parameters. */
  ParameterNames of(int layer) {
    LayerSpec spec = layers.get(layer);
    List<LayerSpec> below = layers.subList(0, layer);
    if (isLstm(spec)) {
      long number = below.stream().filter(LayerNames::isLstm).count();
      return parameter -> "lstm." + parameter + "_l" + number;
    }
    boolean isHead =
        spec instanceof Dense
            && layers.stream().skip(layer + 1L).noneMatch(other -> other instanceof Dense);
    long number = below.stream().filter(other -> other.kind().equals(spec.kind())).count();
    String name = isHead ? "head" : spec.kind() + number;
    return parameter -> name + "." + parameter;
  }

  /** Layers that PyTorch's LSTM module has. */
  private static boolean isLstm(LayerSpec layer) {
    return layer instanceof Lstm || layer instanceof Bidirectional;
  }
}
