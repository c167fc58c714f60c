package org.lstm4j.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;

/** Named things by the modules that their names begin with. */
final class Modules {
  private Modules() {}

  /** {@return the things of each module by the names within it} */
  static <T> Map<String, Map<String, T>> split(Map<String, T> things) {
    Map<String, Map<String, T>> modules = new LinkedHashMap<>();
    things.forEach((full, thing) -> {
      int dot = full.lastIndexOf('.');
      String module = dot < 0 ? "" : full.substring(0, dot);
      modules
          .computeIfAbsent(module, name -> new LinkedHashMap<>())
          .put(full.substring(dot + 1), thing);
    });
    return modules;
  }

  /** {@return all things under their full names, in their order} */
  static <T> Map<String, T> join(Map<String, Map<String, T>> modules) {
    Map<String, T> things = new TreeMap<>();
    modules.forEach((module, own) ->
        own.forEach(
            (name, thing) -> things.put(module.isEmpty() ? name : module + "." + name, thing)));
    return things;
  }

  /**
   * {@return the modules under the names of a model's layers: a module that has such a name keeps
   * it, any other one is that of the only layer whose tensors have its shapes}
   *
   * @throws IllegalArgumentException if a layer could have no module or several
   */
  static Map<String, Map<String, Tensor>> named(
      ModelSpec spec, Map<String, Map<String, Tensor>> modules) {
    Map<String, Map<String, Tensor>> free = new TreeMap<>(modules);
    Map<String, Map<String, Tensor>> named = new LinkedHashMap<>();
    Map<String, Map<String, List<Integer>>> wanted = split(ModelTensors.shapes(spec));
    wanted.forEach((layer, shapes) -> {
      if (free.containsKey(layer)) {
        named.put(layer, withBias(free.remove(layer), shapes));
      }
    });
    wanted.keySet().removeAll(named.keySet());
    Map<String, String> layers = new TreeMap<>();
    wanted.forEach((layer, shapes) -> {
      String module = only(layer, shapes, free);
      String other = layers.put(module, layer);
      if (other != null) {
        throw new IllegalArgumentException(
            "module '%s' could be '%s' or '%s'; rename it".formatted(module, other, layer));
      }
      named.put(layer, withBias(free.get(module), shapes));
    });
    free.keySet().removeAll(layers.keySet());
    free.forEach((module, own) -> {
      throw new IllegalArgumentException(
          "module '%s' with %s belongs to no layer of the model; rename it or leave it out"
              .formatted(module, shapes(own)));
    });
    return named;
  }

  private static String only(
      String layer, Map<String, List<Integer>> shapes, Map<String, Map<String, Tensor>> free) {
    List<String> fitting = new ArrayList<>();
    free.forEach((module, own) -> {
      if (shapes(withBias(own, shapes)).equals(new TreeMap<>(shapes))) {
        fitting.add(module);
      }
    });
    if (fitting.size() != 1) {
      throw new IllegalArgumentException(
          fitting.isEmpty()
              ? "no module has the tensors of '%s', %s; those of the same names have %s"
                  .formatted(layer, new TreeMap<>(shapes), alike(shapes.keySet(), free))
              : "each of the modules %s could be '%s'; rename the right one"
                  .formatted(fitting, layer));
    }
    return fitting.getFirst();
  }

  private static Map<String, Map<String, List<Integer>>> alike(
      Set<String> names, Map<String, Map<String, Tensor>> modules) {
    Map<String, Map<String, List<Integer>>> alike = new TreeMap<>();
    modules.forEach((module, own) -> {
      if (own.keySet().equals(names)) {
        alike.put(module, shapes(own));
      }
    });
    return alike;
  }

  /** A module may have no bias at all, which is one of zeros. */
  private static Map<String, Tensor> withBias(
      Map<String, Tensor> module, Map<String, List<Integer>> shapes) {
    if (module.keySet().stream().anyMatch(Modules::isBias)) {
      return module;
    }
    Map<String, Tensor> complete = new TreeMap<>(module);
    shapes.forEach((name, shape) -> {
      if (isBias(name)) {
        complete.put(name, new Tensor(shape, new float[shape.getFirst()]));
      }
    });
    return complete;
  }

  private static boolean isBias(String name) {
    return name.startsWith("bias");
  }

  private static Map<String, List<Integer>> shapes(Map<String, Tensor> module) {
    Map<String, List<Integer>> shapes = new TreeMap<>();
    module.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /** {@return the model of one LSTM, and of a linear module on it if there is another module} */
  static ModelSpec spec(Map<String, Map<String, Tensor>> modules, Output output) {
    List<String> lstms = new ArrayList<>(modules.keySet());
    lstms.removeIf(module -> RecurrentTensors.layers(modules.get(module)) == 0);
    List<String> others = new ArrayList<>(modules.keySet());
    others.removeAll(lstms);
    if (lstms.size() != 1 || others.size() > 1) {
      throw new IllegalArgumentException(
          "nothing says how LSTMs %s and modules %s follow each other; give the model, or stack the LSTMs and leave the others out, to one LSTM and at most one linear module"
              .formatted(lstms, others));
    }
    Map<String, Tensor> lstm = modules.get(lstms.getFirst());
    int inputs = columns(lstm, RecurrentTensors.FIRST);
    ModelSpec.Builder layers = ModelSpec.values(inputs);
    int size = 0;
    for (int k = 0; k < RecurrentTensors.layers(lstm); k++) {
      Lstm layer = layer(lstm, k);
      boolean both = lstm.containsKey("weight_hh_l" + k + "_reverse");
      layers.layer(both ? new Bidirectional(layer, Bidirectional.Merge.CONCATENATED) : layer);
      size = both ? 2 * layer.outputSize() : layer.outputSize();
    }
    for (String module : others) {
      Map<String, List<Integer>> linear = shapes(modules.get(module));
      List<Integer> weight = linear.getOrDefault("weight", List.of());
      if (weight.size() != 2 || weight.get(1) != size) {
        throw new IllegalArgumentException(
            "module '%s' has %s; expected a linear module on %d values, or a model that says what it is"
                .formatted(module, linear, size));
      }
      if (weight.get(1) == inputs && !linear.containsKey("bias")) {
        throw new IllegalArgumentException(
            "module '%s' with %s could be an embedding below or a linear module above; give the model"
                .formatted(module, linear));
      }
      layers.dense(weight.getFirst());
    }
    return output == Output.LAST ? layers.lastStep() : layers.everyStep();
  }

  private static Lstm layer(Map<String, Tensor> lstm, int k) {
    int outputs = columns(lstm, "weight_hh_l" + k);
    boolean projected = lstm.containsKey("weight_hr_l" + k);
    LstmCell cell = LstmCell.STANDARD.withProjection(projected ? outputs : 0);
    if (!lstm.containsKey("bias_ih_l" + k) && !lstm.containsKey("bias_hh_l" + k)) {
      cell = cell.withBias(LstmCell.Bias.NONE);
    }
    return new Lstm(projected ? columns(lstm, "weight_hr_l" + k) : outputs, cell);
  }

  private static int columns(Map<String, Tensor> module, String name) {
    List<Integer> shape = module.containsKey(name) ? module.get(name).shape() : List.of();
    if (shape.size() != 2) {
      throw new IllegalArgumentException(
          "the tensor '%s' has the shape %s; expected a matrix".formatted(name, shape));
    }
    return shape.get(1);
  }
}
