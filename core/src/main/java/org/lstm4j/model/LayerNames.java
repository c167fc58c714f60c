package org.lstm4j.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final String LSTM = "lstm";

  private final List<LayerSpec> layers;
  private final int[] numbers; // of each layer among its kind
  private int head = -1;

  LayerNames(List<LayerSpec> layers) {
    this.layers = layers;
    numbers = new int[layers.size()];
    Map<String, Integer> counts = new HashMap<>();
    for (int k = 0; k < numbers.length; k++) {
      LayerSpec layer = layers.get(k);
      numbers[k] = counts.merge(isLstm(layer) ? LSTM : layer.kind(), 1, Integer::sum) - 1;
      head = layer instanceof Dense ? k : head;
    }
  }

  /** What makes the names of a layer's parameters. */
  ParameterNames of(int layer) {
    if (isLstm(layers.get(layer))) {
      return parameter -> LSTM + "." + parameter + "_l" + numbers[layer];
    }
    String name = layer == head ? "head" : layers.get(layer).kind() + numbers[layer];
    return parameter -> name + "." + parameter;
  }

  /** Layers that PyTorch's LSTM module has. */
  private static boolean isLstm(LayerSpec layer) {
    return layer instanceof Lstm || layer instanceof Bidirectional;
  }
}
