package org.lstm4j.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.lstm4j.data.Batch;
import org.lstm4j.data.SampleShape;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.Slice;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Stacks;

/** One file that PyTorch's numbers came in: a model, a batch, options, and what they gave. */
record GoldenCase(SafeTensors file) {
  private static final Path FOLDER = folder();

  private static Path folder() {
    try {
      return Path.of(
              Objects.requireNonNull(GoldenCase.class.getResource("/golden/README.md")).toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The names of all cases. */
  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".safetensors"))
          .map(name -> name.substring(0, name.indexOf('.')))
          .sorted()
          .toList();
    }
  }

  static GoldenCase read(String name) {
    try {
      return new GoldenCase(SafeTensors.read(FOLDER.resolve(name + ".safetensors")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String key) {
    return Objects.requireNonNull(file.metadata().get(key), key);
  }

  int integer(String key) {
    return Integer.parseInt(text(key));
  }

  double number(String key) {
    return Double.parseDouble(text(key));
  }

  boolean has(String tensor) {
    return file.tensors().containsKey(tensor);
  }

  float[] values(String tensor) {
    return Objects.requireNonNull(file.tensors().get(tensor), tensor).values();
  }

  boolean hasInitialState() {
    return Boolean.parseBoolean(text("initial_state"));
  }

  ModelSpec spec() {
    GateActivations activations =
        new GateActivations(
            activation(text("gate")), activation(text("candidate")), activation(text("cell")));
    List<Lstm> layers = new ArrayList<>();
    for (String hidden : text("H").split(",", -1)) {
      layers.add(new Lstm(Integer.parseInt(hidden), activations));
    }
    Kind input = text("input").equals("index") ? Kind.INDICES : Kind.VALUES;
    Output output = text("outputs").equals("last") ? Output.LAST : Output.SEQUENCE;
    return Stacks.of(input, integer("I"), layers, integer("O"), output);
  }

  private static Activation activation(String name) {
    return Activation.parse(name.toLowerCase(Locale.ROOT));
  }

  Parameters parameters(String prefix) {
    Parameters parameters = new Parameters(spec());
    for (Slice slice : parameters.layout().slices()) {
      parameters.set(slice.name(), values(prefix + slice.name()));
    }
    return parameters;
  }

  Batch batch() {
    ModelSpec spec = spec();
    Kind target = text("loss").equals("cross_entropy") ? Kind.INDICES : Kind.VALUES;
    SampleShape shape =
        new SampleShape(
            spec.input(), spec.inputSize(), integer("T"), spec.output(), target, spec.outputSize());
    Batch batch = new Batch(shape, integer("B"));
    if (spec.input() == Kind.VALUES) {
      copy("input", batch.inputs().values);
    } else {
      copyIndices("input", batch.inputs().indices);
    }
    if (target == Kind.INDICES) {
      copyIndices("target", batch.targetIndices);
    } else if (has("target")) {
      copy("target", batch.targetValues);
    }
    if (hasInitialState()) {
      batch.startFrom(state("h0", "c0"));
    }
    return batch;
  }

  private void copy(String tensor, float[] to) {
    float[] values = values(tensor);
    if (values.length != to.length) {
      throw new AssertionError(tensor + " has " + values.length + " values, not " + to.length);
    }
    System.arraycopy(values, 0, to, 0, to.length);
  }

  private void copyIndices(String tensor, int[] to) {
    float[] values = values(tensor);
    for (int i = 0; i < to.length; i++) {
      to[i] = (int) values[i];
    }
  }

  /** States stored as {@code [L × B × H]}, or one by one where layers differ in size. */
  ModelState state(String hidden, String cell) {
    ModelState state = new ModelState(spec(), integer("B"));
    for (int k = 0; k < state.count() / 2; k++) {
      System.arraycopy(layer(hidden, k, state), 0, state.hidden(k), 0, state.hidden(k).length);
      System.arraycopy(layer(cell, k, state), 0, state.cell(k), 0, state.cell(k).length);
    }
    return state;
  }

  private float[] layer(String tensor, int k, ModelState state) {
    if (!has(tensor)) {
      return values(tensor + ".l" + k);
    }
    int length = state.hidden(k).length;
    return Arrays.copyOfRange(values(tensor), k * length, (k + 1) * length);
  }

  Loss loss() {
    Loss loss =
        switch (text("loss")) {
          case "mse" -> Loss.meanSquaredError();
          case "half" -> Loss.halfSquaredError();
          case "cross_entropy" -> Loss.softmaxCrossEntropy();
          default -> throw new AssertionError(text("loss"));
        };
    return text("reduction").equals("sum") ? loss.summed() : loss;
  }

  /** The optimizer; empty for cases of a forward pass only. */
  Optional<Optimizer> optimizer() {
    double rate = number("learning_rate");
    return switch (text("optimizer")) {
      case "none" -> Optional.empty();
      case "sgd" -> Optional.of(new Optimizer.Sgd(rate));
      case "momentum" -> Optional.of(new Optimizer.Sgd(rate, number("momentum")));
      case "adam" ->
          Optional.of(
              new Optimizer.Adam(
                  rate,
                  number("beta1"),
                  number("beta2"),
                  number("epsilon"),
                  text("epsilon_mode").equals("pytorch")
                      ? Optimizer.EpsilonMode.CORRECTED
                      : Optimizer.EpsilonMode.UNCORRECTED));
      default -> throw new AssertionError(text("optimizer"));
    };
  }

  GradientClip clip() {
    double limit = number("clip_threshold");
    return switch (text("clip")) {
      case "none" -> GradientClip.none();
      case "value" -> GradientClip.value(limit);
      case "parameter_norm" -> GradientClip.parameterNorm(limit);
      case "parameter_norm_per_element" -> GradientClip.parameterNormPerElement(limit);
      case "global_norm" -> GradientClip.globalNorm(limit);
      default -> throw new AssertionError(text("clip"));
    };
  }
}
