package org.lstm4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Bidirectional.Merge;
import org.lstm4j.layer.Convolution.Padding;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;
import org.lstm4j.random.SeededRandom;

/** Outputs and gradients of stacks of all kinds, against PyTorch's in double precision. */
class GoldenLayersTest {
  private static final double EPSILON = 0x1p-24;

  private static ModelSpec activation(LayerSpec layer) {
    return ModelSpec.values(3).dense(6).layer(layer).dense(2).everyStep();
  }

  private static ModelSpec convolution(Convolution layer) {
    return ModelSpec.values(3).layer(layer).lstm(2).everyStep();
  }

  private static LayerSpec activation(Activation activation) {
    return new Activate(activation);
  }

  private static final Map<String, ModelSpec> CASES =
      Map.ofEntries(
          Map.entry("sigmoid", activation(activation(Activation.SIGMOID))),
          Map.entry("tanh", activation(activation(Activation.TANH))),
          Map.entry("relu", activation(activation(Activation.RELU))),
          Map.entry("leaky_relu", activation(activation(Activation.LEAKY_RELU))),
          Map.entry("elu", activation(activation(Activation.ELU))),
          Map.entry("silu", activation(activation(Activation.SILU))),
          Map.entry("gelu_tanh", activation(activation(Activation.GELU_TANH))),
          Map.entry("gelu", activation(activation(Activation.GELU))),
          Map.entry("softplus", activation(activation(Activation.SOFTPLUS))),
          Map.entry("softmax", activation(new Softmax())),
          Map.entry("embedding", ModelSpec.indices(7).embedding(4).lstm(3).everyStep()),
          Map.entry("last_step", ModelSpec.values(2).lstm(4).dense(3).lastStep()),
          Map.entry("bidirectional", ModelSpec.values(3).bidirectional(2).dense(2).everyStep()),
          Map.entry(
              "both_ends",
              ModelSpec.values(3).bidirectional(2).layer(new BothEnds()).dense(2).everyStep()),
          Map.entry("bidirectional_lengths", ModelSpec.values(3).bidirectional(5).everyStep()),
          Map.entry(
              "bidirectional_summed",
              ModelSpec.values(2).layer(new Bidirectional(new Lstm(3), Merge.SUMMED)).everyStep()),
          Map.entry(
              "residual",
              ModelSpec.values(3)
                  .layer(new Residual(new Lstm(3)))
                  .layer(new Residual(new Dense(5), new Activate(Activation.TANH), new Dense(3)))
                  .everyStep()),
          Map.entry("layer_norm", activation(new LayerNormalization())),
          Map.entry("batch_norm", activation(new BatchNormalization(0.01))),
          Map.entry("conv_causal", convolution(new Convolution(4, 3, Padding.CAUSAL))),
          Map.entry("conv_same", convolution(new Convolution(4, 4, Padding.SAME, 1, 2))),
          Map.entry("conv_lengths", convolution(new Convolution(4, 3, Padding.SAME))),
          Map.entry("conv_stride", convolution(new Convolution(4, 3, Padding.CAUSAL, 2, 2))),
          Map.entry("reverse", ModelSpec.values(2).layer(new Reverse()).lstm(3).everyStep()),
          Map.entry(
              "repeat",
              ModelSpec.values(2)
                  .lstm(3)
                  .layer(new LastStep())
                  .layer(new Repeat(3))
                  .lstm(2)
                  .everyStep()));

  private static Path folder() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(GoldenLayersTest.class.getResource("/golden/layers")).toURI());
  }

  static Stream<String> names() {
    return CASES.keySet().stream().sorted();
  }

  @Test
  void everyFileIsACase() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      assertEquals(
          CASES.keySet(),
          files
              .map(file -> file.getFileName().toString().replace(".safetensors", ""))
              .collect(Collectors.toSet()));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void likePyTorch(String name) throws IOException, URISyntaxException {
    SafeTensors file = SafeTensors.read(folder().resolve(name + ".safetensors"));
    ModelSpec spec = Objects.requireNonNull(CASES.get(name));
    Parameters parameters = new Parameters(spec);
    for (Slice slice : parameters.layout().slices()) {
      parameters.set(slice.name(), values(file, slice.name()));
    }
    Inputs inputs = inputs(file, spec);
    int steps = inputs.extent().steps();
    int batch = inputs.extent().batch();
    double tolerance = tolerance(spec, inputs.extent().rows(), steps);
    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      Network network = new Network(parameters, kernels, true);
      Workspace workspace = network.newWorkspace(steps, batch, Gradients.PARAMETERS_AND_INPUTS);
      Parameters gradients = new Parameters(spec);
      Arrays.fill(gradients.values(), Float.NaN);
      Pass pass = new Pass();
      workspace.begin(inputs);
      workspace.startFromZero();
      network.forward(kernels, workspace, pass);
      close("y", values(file, "y"), values(workspace.outputs()), tolerance);
      Matrix dy = workspace.outputGradients();
      System.arraycopy(values(file, "dy"), 0, dy.values(), dy.offset(), dy.size());
      network.backward(kernels, workspace, gradients, pass);
      if (spec.input() == Kind.VALUES) {
        close("dx", values(file, "dx"), values(workspace.inputGradients()), tolerance);
      }
      for (Slice slice : gradients.layout().slices()) {
        String gradient = "grad." + slice.name();
        close(gradient, values(file, gradient), gradients.get(slice.name()), tolerance);
      }
    }
  }

  /**
   * Along a random direction of all trained parameters, the gradient of Σ y·dy against a central
   * difference of it. Of a slope s, with a direction of unit length and a step h = 2^−6: h² takes
   * what third derivatives there are, a hundred times the size of s at most, and some hundred
   * roundings of outputs of the size of S = Σ |y·dy| are divided by 2h.
   */
  @ParameterizedTest
  @MethodSource("names")
  void gradientIsADerivative(String name) throws IOException, URISyntaxException {
    SafeTensors file = SafeTensors.read(folder().resolve(name + ".safetensors"));
    ModelSpec spec = Objects.requireNonNull(CASES.get(name));
    Parameters parameters = new Parameters(spec);
    Parameters gradients = new Parameters(spec);
    for (Slice slice : parameters.layout().slices()) {
      parameters.set(slice.name(), values(file, slice.name()));
      gradients.set(slice.name(), values(file, "grad." + slice.name()));
    }
    double step = 0x1p-6;
    SeededRandom random = new SeededRandom(17);
    double[] direction = new double[parameters.size()];
    double length = 0;
    for (Slice slice : parameters.layout().slices()) {
      for (int i = slice.offset(); i < slice.end() && slice.isTrained(); i++) {
        direction[i] = random.nextNormal();
        length += direction[i] * direction[i];
      }
    }
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] /= Math.sqrt(length);
      slope += direction[i] * gradients.values()[i];
    }
    double[] sides = {
      weighted(file, spec, moved(parameters, direction, step)),
      weighted(file, spec, moved(parameters, direction, -step))
    };
    double size = 0;
    float[] y = values(file, "y");
    float[] dy = values(file, "dy");
    for (int i = 0; i < y.length; i++) {
      size += Math.abs((double) y[i] * dy[i]);
    }
    double allowed =
        100 * step * step * Math.max(Math.abs(slope), 0.1) + 100 * EPSILON * size / step;
    assertEquals(slope, (sides[0] - sides[1]) / (2 * step), allowed, name);
  }

  private static Parameters moved(Parameters parameters, double[] direction, double step) {
    Parameters moved = parameters.copy();
    for (int i = 0; i < direction.length; i++) {
      moved.values()[i] = (float) (moved.values()[i] + step * direction[i]);
    }
    return moved;
  }

  /** Σ y·dy of a forward pass. */
  private static double weighted(SafeTensors file, ModelSpec spec, Parameters parameters) {
    Inputs inputs = inputs(file, spec);
    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      Network network = new Network(parameters, kernels, false);
      Extent extent = inputs.extent();
      Workspace workspace = network.newWorkspace(extent.steps(), extent.batch(), Gradients.NONE);
      workspace.begin(inputs);
      workspace.startFromZero();
      network.forward(kernels, workspace, new Pass());
      float[] y = values(workspace.outputs());
      float[] dy = values(file, "dy");
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += (double) y[i] * dy[i];
      }
      return sum;
    }
  }

  private static Inputs inputs(SafeTensors file, ModelSpec spec) {
    float[] numbers = values(file, "lengths");
    int[] lengths = new int[numbers.length];
    Arrays.setAll(lengths, b -> (int) numbers[b]);
    Inputs inputs = new Inputs(spec.input(), spec.inputSize(), lengths[0], lengths.length);
    inputs.begin(lengths, lengths.length);
    float[] x = values(file, "x");
    if (spec.input() == Kind.VALUES) {
      System.arraycopy(x, 0, inputs.values, 0, x.length);
    } else {
      Arrays.setAll(inputs.indices, i -> i < x.length ? (int) x[i] : 0);
    }
    return inputs;
  }

  private static float[] values(SafeTensors file, String name) {
    return Objects.requireNonNull(file.tensors().get(name), name).values();
  }

  private static float[] values(Matrix matrix) {
    return Arrays.copyOfRange(matrix.values(), matrix.offset(), matrix.offset() + matrix.size());
  }

  /**
   * The share of a tensor's largest magnitude that rounding may take: one unit roundoff for each
   * operation on the longest way through the stack, steps × layers × (the longest chain and 20 for
   * activations and gates) there and back, and the rows of weight gradients, of which random signs
   * let the square root survive, four times that for tails.
   */
  private static double tolerance(ModelSpec spec, int rows, int steps) {
    int longest = 0;
    for (Slice slice : new Parameters(spec).layout().slices()) {
      longest = Math.max(longest, Math.max(slice.rows(), slice.columns()));
    }
    double roundings = 2.0 * steps * spec.layers().size() * (longest + 20) + rows;
    return 4 * EPSILON * Math.sqrt(roundings);
  }

  private static void close(String what, float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what);
    double magnitude = 0;
    for (float value : expected) {
      magnitude = Math.max(magnitude, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs((double) expected[i] - actual[i]);
      double allowed = tolerance * magnitude;
      int index = i;
      assertTrue(
          error <= allowed,
          () ->
              "%s[%d]: expected %s, got %s; off by %.2g, allowed %.2g"
                  .formatted(what, index, expected[index], actual[index], error, allowed));
    }
  }
}
