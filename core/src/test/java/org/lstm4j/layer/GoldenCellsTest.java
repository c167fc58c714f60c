package org.lstm4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.Tensor;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.layer.Bidirectional.Merge;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/**
 * Cells of every kind: outputs, last states and all gradients against PyTorch's in double
 * precision. {@code golden_cells.py} makes the cases.
 */
class GoldenCellsTest {
  private static final double EPSILON = 0x1p-24;

  private static List<String> options;
  private static Map<String, Tensor> tensors;

  @BeforeAll
  static void read() throws IOException, URISyntaxException {
    options = Files.readAllLines(resource("/golden/cells/cells.txt"));
    tensors = SafeTensors.read(resource("/golden/cells/cells.safetensors")).tensors();
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(GoldenCellsTest.class.getResource(name)).toURI());
  }

  static Stream<Integer> cases() throws IOException, URISyntaxException {
    return IntStream.range(0, Files.readAllLines(resource("/golden/cells/cells.txt")).size())
        .boxed();
  }

  @Test
  void thereAreHundredsAndEveryOptionIsThere() {
    assertTrue(options.size() >= 200);
    for (String option :
        List.of(
            "projection",
            "peepholes",
            "coupled",
            "clip",
            "normalized",
            "bias=two",
            "bias=none",
            "indices",
            "bidirectional",
            "hard_sigmoid(",
            "leaky_relu(",
            "elu(",
            "thresholded_relu(",
            "scaled_tanh(",
            "affine(",
            "softplus",
            "softsign",
            "relu",
            "identity")) {
      long count = options.stream().filter(line -> line.contains(option)).count();
      assertTrue(count >= 10, () -> option + ": " + count);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void likePyTorch(int n) {
    Map<String, Object> values = parse(options.get(n));
    ModelSpec spec = spec(values);
    Parameters parameters = new Parameters(spec);
    for (Slice slice : parameters.layout().slices()) {
      parameters.set(slice.name(), golden(n, slice.name().replace("lstm.", "")));
    }
    Inputs inputs = inputs(n, spec);
    int steps = inputs.extent().steps();
    int batch = inputs.extent().batch();
    double tolerance = tolerance(spec, inputs.extent().rows(), steps);
    Compared forward = new Compared(n, tolerance * largest(n, List.of("y", "h1", "c1")));
    Compared back = new Compared(n, tolerance * largest(n, gradients(n)));
    try (Kernels kernels =
        Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1)) {
      Network network = new Network(parameters, kernels, true);
      Workspace workspace = network.newWorkspace(steps, batch, Gradients.PARAMETERS_AND_INPUTS);
      workspace.begin(inputs);
      workspace.startFrom(state(n, spec, batch, "h0", "c0"));
      network.forward(kernels, workspace, new Pass());
      forward.with("y", values(workspace.outputs()));
      ModelState state = new ModelState(spec, batch);
      workspace.finalState(state);
      forward.with("h1", joined(state, 0));
      forward.with("c1", joined(state, 1));

      Parameters gradients = new Parameters(spec);
      Arrays.fill(gradients.values(), Float.NaN);
      Matrix dy = workspace.outputGradients();
      System.arraycopy(golden(n, "dy"), 0, dy.values(), dy.offset(), dy.size());
      workspace.finalStateGradient(state(n, spec, batch, "dh1", "dc1"));
      network.backward(kernels, workspace, gradients, new Pass());
      if (spec.input() == Kind.VALUES) {
        back.with("dx", values(workspace.inputGradients()));
      }
      workspace.initialStateGradient(state);
      back.with("dh0", joined(state, 0));
      back.with("dc0", joined(state, 1));
      for (Slice slice : gradients.layout().slices()) {
        back.with("grad." + slice.name().replace("lstm.", ""), gradients.get(slice.name()));
      }
    }
  }

  private static Map<String, Object> parse(String line) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String setting : line.split(";", -1)) {
      String name = setting.substring(0, setting.indexOf('='));
      String value = setting.substring(name.length() + 1);
      if (value.equals("true")) {
        values.put(name, true);
      } else if (value.matches("\\d+")) {
        values.put(name, Long.valueOf(value));
      } else {
        values.put(name, value.matches("\\d+\\.\\d+") ? (Object) Double.valueOf(value) : value);
      }
    }
    return values;
  }

  private static ModelSpec spec(Map<String, Object> values) {
    int inputs = ((Long) values.get("inputs")).intValue();
    Lstm lstm = Lstm.read(new Settings("case", values));
    LayerSpec layer =
        values.containsKey("bidirectional") ? new Bidirectional(lstm, Merge.CONCATENATED) : lstm;
    ModelSpec.Builder builder =
        values.containsKey("indices") ? ModelSpec.indices(inputs) : ModelSpec.values(inputs);
    return builder.layer(layer).everyStep();
  }

  private static Inputs inputs(int n, ModelSpec spec) {
    float[] numbers = golden(n, "lengths");
    int[] lengths = new int[numbers.length];
    Arrays.setAll(lengths, b -> (int) numbers[b]);
    Inputs inputs = new Inputs(spec.input(), spec.inputSize(), lengths[0], lengths.length);
    inputs.begin(lengths, lengths.length);
    float[] x = golden(n, "x");
    if (spec.input() == Kind.VALUES) {
      System.arraycopy(x, 0, inputs.values, 0, x.length);
    } else {
      Arrays.setAll(inputs.indices, i -> i < x.length ? (int) x[i] : 0);
    }
    return inputs;
  }

  private static ModelState state(int n, ModelSpec spec, int batch, String h, String c) {
    ModelState state = new ModelState(spec, batch);
    for (int k = 0; k < state.count(); k++) {
      float[] all = golden(n, k % 2 == 0 ? h : c);
      float[] own = state.values(k);
      System.arraycopy(all, k / 2 * own.length, own, 0, own.length);
    }
    return state;
  }

  /** The hidden or the cell states of all directions, one after the other. */
  private static float[] joined(ModelState state, int which) {
    int length = state.values(which).length;
    float[] all = new float[state.count() / 2 * length];
    for (int k = which; k < state.count(); k += 2) {
      System.arraycopy(state.values(k), 0, all, k / 2 * length, length);
    }
    return all;
  }

  private static float[] golden(int n, String name) {
    return Objects.requireNonNull(tensors.get(n + "." + name), name).values();
  }

  private static float[] values(Matrix matrix) {
    return Arrays.copyOfRange(matrix.values(), matrix.offset(), matrix.offset() + matrix.size());
  }

  private static List<String> gradients(int n) {
    return tensors.keySet().stream()
        .filter(name -> name.matches(n + "\\.(d[xyhc].*|grad.*)"))
        .map(name -> name.substring(name.indexOf('.') + 1))
        .toList();
  }

  /** The largest magnitude there and back: what cancels keeps the error of what it came from. */
  private static double largest(int n, List<String> names) {
    double largest = 0;
    for (String name : names) {
      for (float value : golden(n, name)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  /** As in {@link GoldenLayersTest}: the roundings on the longest way there and back. */
  private static double tolerance(ModelSpec spec, int rows, int steps) {
    int longest = 0;
    for (Slice slice : new Parameters(spec).layout().slices()) {
      longest = Math.max(longest, Math.max(slice.rows(), slice.columns()));
    }
    double roundings = 2.0 * steps * (longest + 20) + rows;
    return 4 * EPSILON * Math.sqrt(roundings);
  }

  private record Compared(int n, double allowed) {
    void with(String what, float[] actual) {
      float[] expected = golden(n, what);
      assertEquals(expected.length, actual.length, what);
      for (int i = 0; i < expected.length; i++) {
        double error = Math.abs((double) expected[i] - actual[i]);
        int index = i;
        assertTrue(
            error <= allowed,
            () ->
                "%s: %s[%d]: expected %s, got %s; off by %.2g, allowed %.2g"
                    .formatted(
                        options.get(n),
                        what,
                        index,
                        expected[index],
                        actual[index],
                        error,
                        allowed));
      }
    }
  }
}
