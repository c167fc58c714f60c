package org.lstm4j.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lstm4j.io.FormatException;

/** The layers of a Keras model, sequential or functional, in the order in which they compute. */
final class KerasChain {
  /** The kind of two LSTMs and the layer that puts their last states side by side. */
  static final String PAIR = "LSTM, LSTM, Concatenate";

  private KerasChain() {}

  /**
   * {@return the layers of a model's configuration, as they stand there}
   *
   * @param model the JSON of a {@code Sequential} or {@code Functional} model
   */
  static List<KerasLayer> layers(JsonNode model) throws FormatException {
    String kind = model.path("class_name").asText();
    if (!kind.equals("Sequential") && !kind.equals("Functional") && !kind.equals("Model")) {
      throw new FormatException(
          "the model is a %s; expected a Sequential or a Functional one"
              .formatted(kind.isEmpty() ? "thing without a class" : kind));
    }
    // Keras 2.2 had the list itself as the configuration of a sequential model.
    JsonNode config = model.path("config");
    JsonNode list = config.isArray() ? config : config.path("layers");
    if (!list.isArray() || list.isEmpty()) {
      throw new FormatException("the model has no layers");
    }
    List<KerasLayer> layers = new ArrayList<>();
    for (JsonNode layer : list) {
      JsonNode settings = layer.path("config");
      String name = settings.path("name").asText(layer.path("name").asText());
      layers.add(
          new KerasLayer(
              layer.path("class_name").asText(),
              name,
              settings,
              inputs(name, layer, kind.equals("Sequential"), layers)));
    }
    return layers;
  }

  private static List<String> inputs(
      String name, JsonNode layer, boolean sequential, List<KerasLayer> before)
      throws FormatException {
    if (sequential) {
      return before.isEmpty() ? List.of() : List.of(before.getLast().name());
    }
    JsonNode nodes = layer.path("inbound_nodes");
    if (nodes.size() > 1) {
      throw new FormatException(
          "the %s '%s' is used %d times; expected once"
              .formatted(layer.path("class_name").asText(), name, nodes.size()));
    }
    List<String> inputs = new ArrayList<>();
    collect(nodes, inputs);
    return inputs;
  }

  /** Names of layers: [name, node, tensor] in Keras 3, [name, node, tensor, {…}] in Keras 2. */
  private static void collect(JsonNode node, List<String> names) {
    if (node.isArray() && node.size() >= 3 && node.get(0).isTextual() && node.get(1).isInt()) {
      names.add(node.get(0).asText());
      return;
    }
    for (JsonNode child : node) {
      collect(child, names);
    }
  }

  /**
   * {@return the layers from the input to the output; an {@code Add} comes after the layers that it
   * adds something to}
   *
   * @param all as they stand in the file
   * @throws FormatException if they are no chain, naming where they part or meet
   */
  static List<KerasLayer> ordered(List<KerasLayer> all) throws FormatException {
    List<KerasLayer> layers = paired(all);
    Map<String, List<KerasLayer>> readers = new LinkedHashMap<>();
    KerasLayer first = null;
    for (KerasLayer layer : layers) {
      if (layer.inputs().size() > 1 && !isSum(layer)) {
        throw layer.refused("reads %s; expected a chain of layers".formatted(layer.inputs()));
      }
      if (layer.inputs().isEmpty()) {
        if (first != null) {
          throw layer.refused("is another input beside '%s'".formatted(first.name()));
        }
        first = layer;
      }
      for (String input : layer.inputs()) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(layer);
      }
    }
    List<KerasLayer> chain = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (KerasLayer at = first; at != null; at = next(readers.getOrDefault(at.name(), List.of()))) {
      if (!seen.containsAll(at.inputs()) || !seen.add(at.name())) {
        throw at.refused("reads %s; expected a chain of layers".formatted(at.inputs()));
      }
      chain.add(at);
    }
    if (chain.size() != layers.size()) {
      throw new FormatException(
          "of %d layers %d are reached from the input".formatted(layers.size(), chain.size()));
    }
    return chain;
  }

  /**
   * Two LSTMs over the same sequence, one of them backwards, whose last states are put side by
   * side, as one layer of that kind: {@link #PAIR}.
   */
  private static List<KerasLayer> paired(List<KerasLayer> layers) {
    Map<String, KerasLayer> named = new LinkedHashMap<>();
    layers.forEach(layer -> named.put(layer.name(), layer));
    for (KerasLayer layer : layers) {
      List<KerasLayer> parts = layer.inputs().stream().map(named::get).toList();
      if (layer.kind().equals("Concatenate")
          && parts.size() == 2
          && isLast(parts.get(0), false)
          && isLast(parts.get(1), true)
          && parts.get(0).inputs().equals(parts.get(1).inputs())) {
        parts.forEach(part -> named.remove(part.name()));
        named.put(
            layer.name(),
            new KerasLayer(PAIR, layer.name(), layer.config(), parts.get(0).inputs(), parts));
      }
    }
    return List.copyOf(named.values());
  }

  private static boolean isLast(KerasLayer layer, boolean backwards) {
    return layer != null
        && layer.kind().equals("LSTM")
        && layer.flag("go_backwards") == backwards
        && !layer.flag("return_sequences");
  }

  /** Whether a layer adds what some layers make of a thing to that thing. */
  private static boolean isSum(KerasLayer layer) {
    return layer.kind().equals("Add") && new HashSet<>(layer.inputs()).size() == 2;
  }

  /**
   * The one reader, or of two the one that is no sum: that one comes later. Null after the last.
   */
  private static KerasLayer next(List<KerasLayer> readers) throws FormatException {
    List<KerasLayer> others = readers.stream().filter(reader -> !isSum(reader)).toList();
    if (readers.size() > 1 && (readers.size() > 2 || others.size() != 1)) {
      throw readers
          .getLast()
          .refused(
              "reads '%s' as '%s' does; expected a chain of layers"
                  .formatted(readers.getLast().inputs().getFirst(), readers.getFirst().name()));
    }
    return readers.isEmpty() ? null : others.isEmpty() ? readers.getFirst() : others.getFirst();
  }
}
