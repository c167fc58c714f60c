package org.lstm4j.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The kinds of layers that a model file may hold: each by its name, with what reads its settings.
 */
public final class LayerKinds {
  private static final String KIND = "kind";
  private static final String SETTINGS = "settings";

  private static final LayerKinds ALL =
      new LayerKinds(Map.of())
          .with(Activate.KIND, Activate::read)
          .with(BatchNormalization.KIND, BatchNormalization::read)
          .with(Bidirectional.KIND, Bidirectional::read)
          .with(BothEnds.KIND, BothEnds::read)
          .with(Convolution.KIND, Convolution::read)
          .with(Dense.KIND, Dense::read)
          .with(Dropout.KIND, Dropout::read)
          .with(Embedding.KIND, Embedding::read)
          .with(LastStep.KIND, LastStep::read)
          .with(LayerNormalization.KIND, LayerNormalization::read)
          .with(Lstm.KIND, Lstm::read)
          .with(Repeat.KIND, Repeat::read)
          .withLayersInside(Residual.KIND, Residual::read)
          .with(Reverse.KIND, Reverse::read)
          .with(Softmax.KIND, Softmax::read);

  private final Map<String, BiFunction<Settings, LayerKinds, LayerSpec>> readers;

  private LayerKinds(Map<String, BiFunction<Settings, LayerKinds, LayerSpec>> readers) {
    this.readers = Map.copyOf(readers);
  }

  /** {@return the kinds of this library} */
  public static LayerKinds all() {
    return ALL;
  }

  /**
   * {@return these kinds and one more}
   *
   * @param kind its name in model files
   * @param reader makes a layer from its settings
   */
  public LayerKinds with(String kind, Function<Settings, LayerSpec> reader) {
    return withLayersInside(kind, (settings, kinds) -> reader.apply(settings));
  }

  /**
   * {@return these kinds and one more, of layers that have layers inside}
   *
   * @param kind its name in model files
   * @param reader makes a layer from its settings, and those inside it by their kinds
   */
  public LayerKinds withLayersInside(
      String kind, BiFunction<Settings, LayerKinds, LayerSpec> reader) {
    Map<String, BiFunction<Settings, LayerKinds, LayerSpec>> more = new TreeMap<>(readers);
    more.put(kind, reader);
    return new LayerKinds(more);
  }

  /**
   * {@return layers as a list for a file, each with its kind and its settings}
   *
   * @param layers the layers
   */
  public static List<Map<String, Object>> write(List<LayerSpec> layers) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (LayerSpec layer : layers) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put(KIND, layer.kind());
      map.put(SETTINGS, layer.settings().values());
      list.add(map);
    }
    return list;
  }

  /**
   * Makes layers from what a file says.
   *
   * @param settings hold a list of layers
   * @param name its name
   * @return the layers
   * @throws IllegalArgumentException naming what is unknown, missing or out of range
   */
  public List<LayerSpec> readAll(Settings settings, String name) {
    List<LayerSpec> layers = new ArrayList<>();
    for (Settings layer : settings.settingsList(name)) {
      layers.add(read(layer.text(KIND), layer.settings(SETTINGS)));
      layer.checkAllRead();
    }
    return layers;
  }

  /**
   * Makes a layer from what a file says.
   *
   * @param kind the name of its kind
   * @param settings its settings
   * @return the layer
   * @throws IllegalArgumentException naming what is unknown, missing or out of range
   */
  public LayerSpec read(String kind, Settings settings) {
    BiFunction<Settings, LayerKinds, LayerSpec> reader = readers.get(kind);
    if (reader == null) {
      throw new IllegalArgumentException(
          "there is no kind of layer '%s'; expected one of %s"
              .formatted(kind, new TreeSet<>(readers.keySet())));
    }
    LayerSpec layer = reader.apply(settings, this);
    settings.checkAllRead();
    return layer;
  }
}
