package org.lstm4j.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Parameters;

/**
 * The weights that a PyTorch program saved, {@code safetensors.torch.save_file(model.state_dict(),
 * path)} or {@code torch.save(model.state_dict(), path)}: tensors whose names begin with those of
 * their modules, and nothing about how the modules follow each other.
 *
 * <pre>{@code
 * Parameters model = StateDict.read(path).model(Output.LAST);      // one LSTM, perhaps one Linear
 * Parameters other = StateDict.read(path)                          // more than that
 *     .rename("fc1", "dense0").rename("fc2", "head").parameters(spec);
 * }</pre>
 *
 * <p>PyTorch's modules have the tensors of our layers of these kinds, gates in the same order:
 *
 * <pre>
 * LSTM, LSTMCell   lstm, bidirectional    with projections; two biases become their sum, unless the
 *                                         model has two, and none becomes zeros, if it has some
 * Linear           dense                  without a bias, one of zeros
 * Embedding        embedding
 * Conv1d           convolution            without groups; a channel's taps lie side by side there
 * LayerNorm        layer_norm
 * BatchNorm1d      batch_norm             in its evaluation mode
 * </pre>
 *
 * <p>Immutable; the changes give new ones.
 */
public final class StateDict {
  private final String source;
  private final Map<String, Map<String, Tensor>> modules;
  private final Map<String, String> quantised; // types by names; not read

  private StateDict(
      String source, Map<String, Map<String, Tensor>> modules, Map<String, String> quantised) {
    this.source = source;
    this.modules = modules;
    this.quantised = quantised;
  }

  /**
   * Reads a safetensors file, or one that {@code torch.save} wrote, whichever it is. Of the latter
   * nothing is executed; a checkpoint may have the state dict under one of the usual names.
   *
   * @param path the file
   * @return its tensors of floating-point numbers
   * @throws FormatException if it is neither, is damaged, holds a value that is not finite as a
   *     float, or a recurrent module other than an LSTM; the message names the file
   * @throws IOException if it cannot be read
   */
  public static StateDict read(Path path) throws IOException {
    SafeTensors file = Signature.isZip(path) ? TorchArchive.read(path) : SafeTensors.read(path);
    try {
      Map<String, String> quantised = new TreeMap<>(file.others());
      quantised.values().removeIf(type -> !ElementType.valueOf(type).mayBeQuantised());
      return of(path.toString(), file.tensors(), quantised);
    } catch (IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /**
   * The tensors of a PyTorch program that came some other way.
   *
   * @param source where from, for messages
   * @param tensors the tensors by the names that PyTorch gives them
   * @return the state dict
   * @throws IllegalArgumentException if a value is not finite, or a recurrent module is no LSTM
   */
  public static StateDict of(String source, Map<String, Tensor> tensors) {
    try {
      return of(source, tensors, Map.of());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(source, e.getMessage()), e);
    }
  }

  private static StateDict of(
      String source, Map<String, Tensor> tensors, Map<String, String> quantised) {
    tensors.forEach(StateDict::checkFinite);
    Map<String, Map<String, Tensor>> modules = Modules.split(tensors);
    modules.replaceAll((module, own) ->
        RecurrentTensors.isRecurrent(own)
            ? RecurrentTensors.layered(module, own)
            : ConvolutionTensors.tapsFirst(own));
    return new StateDict(source, modules, quantised);
  }

  private static void checkFinite(String name, Tensor tensor) {
    for (int i = 0; i < tensor.values().length; i++) {
      if (!Float.isFinite(tensor.values()[i])) {
        throw new IllegalArgumentException(
            "value %d of the tensor '%s' is %s as a float; expected finite weights"
                .formatted(i, name, tensor.values()[i]));
      }
    }
  }

  /** {@return the shapes of the tensors by their names} */
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new TreeMap<>();
    Modules.join(modules).forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  /**
   * Gives a module another name, so that it becomes that layer of a model.
   *
   * @param module its name, what stands before the last dot of its tensors' names
   * @param name its new name, such as {@code head}
   * @return the same tensors under the new names
   * @throws IllegalArgumentException if there is no such module, or there is one of the new name
   */
  public StateDict rename(String module, String name) {
    Map<String, Map<String, Tensor>> left = new TreeMap<>(modules);
    Map<String, Tensor> own = take(left, module);
    return put(left, name, own);
  }

  /**
   * Leaves a module out, and the modules within it.
   *
   * @param module its name
   * @return the other ones
   * @throws IllegalArgumentException if there is no such module
   */
  public StateDict without(String module) {
    Map<String, Map<String, Tensor>> left = new TreeMap<>(modules);
    Map<String, String> still = new TreeMap<>(quantised);
    boolean some = left.keySet().removeIf(name -> (name + ".").startsWith(module + "."));
    if (!still.keySet().removeIf(name -> name.startsWith(module + ".")) && !some) {
      throw refused("there is no module '%s'; there are %s".formatted(module, modules.keySet()));
    }
    return new StateDict(source, left, still);
  }

  /**
   * Makes one LSTM module of several that follow each other.
   *
   * @param lstms their names, from the bottom
   * @return the other modules, and the stack under the name of a model's LSTM layers
   * @throws IllegalArgumentException if one of them is not there or no LSTM
   */
  public StateDict stack(String... lstms) {
    Map<String, Map<String, Tensor>> left = new TreeMap<>(modules);
    Map<String, Tensor> stack = new TreeMap<>();
    int layers = 0;
    for (String module : lstms) {
      Map<String, Tensor> own = take(left, module);
      int more = RecurrentTensors.layers(own);
      if (more == 0) {
        throw refused(
            "module '%s' has %s; expected an LSTM's tensors".formatted(module, own.keySet()));
      }
      stack.putAll(RecurrentTensors.shifted(own, layers));
      layers += more;
    }
    return put(left, "lstm", stack);
  }

  private Map<String, Tensor> take(Map<String, Map<String, Tensor>> from, String module) {
    Map<String, Tensor> own = from.remove(module);
    if (own == null) {
      throw refused("there is no module '%s'; there are %s".formatted(module, modules.keySet()));
    }
    return own;
  }

  private StateDict put(
      Map<String, Map<String, Tensor>> to, String module, Map<String, Tensor> own) {
    if (to.put(module, own) != null) {
      throw refused(
          "there is another module '%s'; rename it or leave it out first".formatted(module));
    }
    return new StateDict(source, to, quantised);
  }

  private IllegalArgumentException refused(String message) {
    return new IllegalArgumentException(source + ": " + message);
  }

  /**
   * The model of one LSTM module of any number of layers and directions, and of one Linear module
   * on it, if there is one.
   *
   * @param output whether the last step counts or every step, which no tensor tells
   * @return the model with its weights
   * @throws IllegalArgumentException if there are other modules: give the model then; or if a
   *     tensor is of eight bits, as quantised weights are
   */
  public Parameters model(Output output) {
    return named(() -> Modules.spec(modules, output));
  }

  /**
   * The weights of a model. A module belongs to the layer of its name, such as {@code lstm}, {@code
   * dense0} or {@code head} ({@link Parameters}), or else to the only layer whose tensors have its
   * shapes.
   *
   * @param spec the model
   * @return the model with its weights
   * @throws IllegalArgumentException if a layer has no module or could have several, or a module
   *     has no layer, or a tensor is of eight bits, as quantised weights are
   */
  public Parameters parameters(ModelSpec spec) {
    return named(() -> spec);
  }

  private Parameters named(Supplier<ModelSpec> model) {
    quantised.forEach((name, type) -> {
      throw refused(
          "the tensor '%s' is of type %s; expected floating-point weights, or leave it out"
              .formatted(name, type));
    });
    try {
      ModelSpec spec = model.get();
      return ModelTensors.parameters(spec, Modules.join(Modules.named(spec, modules)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(source, e.getMessage()), e);
    }
  }
}
