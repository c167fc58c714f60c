package org.lstm4j.layer;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The kinds of layers that a model file may hold: each by its name, with what reads its settings.
 */
public final class LayerKinds {
  private static final LayerKinds ALL =
      new LayerKinds(Map.of())
          .with(Dense.KIND, Dense::read)
          .with(LastStep.KIND, LastStep::read)
          .with(Lstm.KIND, Lstm::read);

  private final Map<String, Function<Settings, LayerSpec>> readers;

  private LayerKinds(Map<String, Function<Settings, LayerSpec>> readers) {
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
    Map<String, Function<Settings, LayerSpec>> more = new TreeMap<>(readers);
    more.put(kind, reader);
    return new LayerKinds(more);
  }

  /**
   * Makes a layer from what a model file says.
   *
   * @param kind the name of its kind
   * @param settings its settings
   * @return the layer
   * @throws IllegalArgumentException naming what is unknown, missing or out of range
   */
  public LayerSpec read(String kind, Settings settings) {
    Function<Settings, LayerSpec> reader = readers.get(kind);
    if (reader == null) {
      throw new IllegalArgumentException(
          "there is no kind of layer '%s'; expected one of %s"
              .formatted(kind, new TreeSet<>(readers.keySet())));
    }
    LayerSpec layer = reader.apply(settings);
    settings.checkAllRead();
    return layer;
  }
}
