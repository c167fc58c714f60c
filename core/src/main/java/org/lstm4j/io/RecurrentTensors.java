package org.lstm4j.io;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lstm4j.kernel.Gates;

/** The tensors of PyTorch's recurrent modules, as they may come. */
final class RecurrentTensors {
  static final String FIRST = "weight_ih_l0";

  private RecurrentTensors() {}

  /**
   * What a name within a recurrent module says.
   *
   * @param what the name without layer and direction
   * @param layer the layer; 0 for a cell, whose names do not say it
   * @param reverse the suffix of the second direction, or nothing
   */
  private record Name(String what, int layer, String reverse) {
    private static final Pattern PATTERN =
        Pattern.compile(
            "(weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)(?:_l(\\d{1,6})(_reverse)?)?");

    static Optional<Name> of(String name) {
      Matcher parts = PATTERN.matcher(name);
      if (!parts.matches()) {
        return Optional.empty();
      }
      int layer = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
      return Optional.of(
          new Name(parts.group(1), layer, parts.group(3) == null ? "" : parts.group(3)));
    }

    String in(int newLayer) {
      return what + "_l" + newLayer + reverse;
    }

    String other(String newWhat) {
      return new Name(newWhat, layer, reverse).in(layer);
    }
  }

  /** {@return whether a module's tensors are those of a recurrent one} */
  static boolean isRecurrent(Map<String, Tensor> module) {
    return module.containsKey(FIRST) || module.containsKey("weight_ih");
  }

  /**
   * {@return an LSTM's tensors, those of a cell under the names of layer 0}
   *
   * @param module its name, for messages
   * @param tensors its tensors
   * @throws IllegalArgumentException if it is no LSTM
   */
  static Map<String, Tensor> layered(String module, Map<String, Tensor> tensors) {
    Map<String, Tensor> layered = new TreeMap<>();
    tensors.forEach((full, tensor) -> {
      Optional<Name> name = Name.of(full);
      String at = name.map(known -> known.in(known.layer)).orElse(full);
      if (layered.put(at, tensor) != null) {
        throw new IllegalArgumentException(
            "module '%s' has both a cell's and a layer's '%s'; expected one".formatted(module, at));
      }
    });
    layered
        .keySet()
        .forEach(full ->
            Name.of(full)
                .filter(name -> name.what.equals("weight_hh"))
                .ifPresent(name -> checkGates(module, name, layered)));
    return layered;
  }

  /** Recurrent weights are [4H × H], or [4H × P] with a projection [P × H]. */
  private static void checkGates(String module, Name name, Map<String, Tensor> tensors) {
    String full = name.in(name.layer);
    List<Integer> shape = tensors.get(full).shape();
    Tensor projection = tensors.get(name.other("weight_hr"));
    boolean matrix = shape.size() == 2;
    long units =
        projection != null && projection.shape().size() == 2
            ? projection.shape().get(1)
            : matrix ? shape.get(1) : 0;
    if (!matrix || shape.get(0) != Gates.COUNT * units) {
      throw new IllegalArgumentException(
          "the tensor '%s' of '%s' has the shape %s%s; expected [4H, H], an LSTM's four gates"
              .formatted(
                  full,
                  module,
                  shape,
                  matrix && shape.get(0) == 3 * units ? ", a GRU's three gates" : ""));
    }
  }

  /** {@return the number of layers of an LSTM module; 0 if it is none} */
  static int layers(Map<String, Tensor> module) {
    int layers = 0;
    while (module.containsKey("weight_ih_l" + layers)) {
      layers++;
    }
    return layers;
  }

  /** {@return the tensors with layers that are numbered from another one on} */
  static Map<String, Tensor> shifted(Map<String, Tensor> module, int first) {
    Map<String, Tensor> shifted = new TreeMap<>();
    module.forEach((full, tensor) ->
        shifted.put(Name.of(full).map(name -> name.in(first + name.layer)).orElse(full), tensor));
    return shifted;
  }
}
