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
   * {@return an LSTM's tensors with what may be left out: layer 0 in a cell's names, and zeros for
   * biases that are not there}
   *
   * @param module its name, for messages
   * @param tensors its tensors
   * @throws IllegalArgumentException if it is no LSTM, or one with projections
   */
  static Map<String, Tensor> complete(String module, Map<String, Tensor> tensors) {
    for (String full : tensors.keySet()) {
      if (Name.of(full).filter(name -> name.what.equals("weight_hr")).isPresent()) {
        throw new IllegalArgumentException(
            "the tensor '%s' of '%s' is an LSTM's projection; expected an LSTM without one"
                .formatted(full, module));
      }
    }
    Map<String, Tensor> complete = new TreeMap<>();
    tensors.forEach((full, tensor) -> {
      Optional<Name> name = Name.of(full);
      String at = name.map(known -> known.in(known.layer)).orElse(full);
      if (complete.put(at, tensor) != null) {
        throw new IllegalArgumentException(
            "module '%s' has both a cell's and a layer's '%s'; expected one".formatted(module, at));
      }
      name.ifPresent(known -> checkGates(module, full, known, tensor.shape()));
    });
    for (String full : List.copyOf(complete.keySet())) {
      Name name = Name.of(full).orElse(null);
      if (name != null && name.what.equals("weight_hh")) {
        addBiases(complete, name, complete.get(full).shape().getFirst());
      }
    }
    return complete;
  }

  private static void checkGates(String module, String full, Name name, List<Integer> shape) {
    boolean matrix = shape.size() == 2;
    if (name.what.equals("weight_hh")
        && !(matrix && shape.get(0) == (long) Gates.COUNT * shape.get(1))) {
      boolean gru = matrix && shape.get(0) == 3L * shape.get(1);
      throw new IllegalArgumentException(
          "the tensor '%s' of '%s' has the shape %s%s; expected [4H, H], an LSTM's four gates"
              .formatted(full, module, shape, gru ? ", a GRU's three gates" : ""));
    }
  }

  private static void addBiases(Map<String, Tensor> tensors, Name name, int gates) {
    String input = name.other("bias_ih");
    String recurrent = name.other("bias_hh");
    if (!tensors.containsKey(input) && !tensors.containsKey(recurrent)) {
      tensors.put(input, new Tensor(List.of(gates), new float[gates]));
      tensors.put(recurrent, new Tensor(List.of(gates), new float[gates]));
    }
  }

  /** {@return the number of layers of a complete LSTM module; 0 if it is none} */
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
