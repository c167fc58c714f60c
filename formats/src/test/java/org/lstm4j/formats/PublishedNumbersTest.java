package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.backend.Backends;
import org.lstm4j.infer.PaddedSteps;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.Extent;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.kernel.LstmGradients;
import org.lstm4j.kernel.LstmTape;
import org.lstm4j.kernel.LstmWeights;
import org.lstm4j.kernel.Matrix;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.Gradients;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Pass;
import org.lstm4j.layer.Reverse;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.Inputs;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelState;
import org.lstm4j.model.Network;
import org.lstm4j.model.Parameters;
import org.lstm4j.model.Workspace;

/** The numbers that other projects publish with their tests; see published/README.md. */
class PublishedNumbersTest {

  private static JsonNode json(String name) {
    try (InputStream in = PublishedNumbersTest.class.getResourceAsStream("/published/" + name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  static Stream<Named<JsonNode>> cells() {
    return StreamSupport.stream(json("cells.json").spliterator(), false)
        .map(cell ->
            Named.of(cell.path("source").asText() + ": " + cell.path("name").asText(), cell));
  }

  @Test
  void thereAreCases() {
    assertEquals(42, cells().count());
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).doubleValue();
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("cells")
  void cellGivesThem(JsonNode cell) {
    ModelSpec spec = spec(cell);
    Parameters parameters = new Parameters(spec);
    int next = 0;
    for (Slice slice : parameters.layout().slices()) {
      parameters.set(slice.name(), floats(cell.path("parameters").get(next++)));
    }
    assertEquals(cell.path("parameters").size(), next);
    int[] lengths = new int[cell.path("lengths").size()];
    Arrays.setAll(lengths, b -> cell.path("lengths").get(b).asInt());
    Inputs inputs = new Inputs(Kind.VALUES, spec.inputSize(), lengths[0], lengths.length);
    inputs.begin(lengths, lengths.length);
    float[] x = floats(cell.path("x"));
    System.arraycopy(x, 0, inputs.values, 0, x.length);
    float tolerance = (float) cell.path("tolerance").asDouble();
    try (Kernels kernels = scalar()) {
      Network network = new Network(parameters, kernels, true);
      Workspace workspace = network.newWorkspace(lengths[0], lengths.length, Gradients.NONE);
      workspace.begin(inputs);
      workspace.startFrom(first(cell, spec, lengths.length));
      network.forward(kernels, workspace, new Pass());
      if (cell.has("y")) {
        Matrix y = workspace.outputs();
        float[] values = Arrays.copyOfRange(y.values(), y.offset(), y.offset() + y.size());
        assertGives(cell.path("y"), values, tolerance);
      }
      ModelState last = new ModelState(spec, lengths.length);
      workspace.finalState(last);
      for (int d = 0; d < cell.path("y_h").size(); d++) {
        assertGives(cell.path("y_h").get(d), last.values(2 * d), tolerance);
      }
      for (int d = 0; d < cell.path("y_c").size(); d++) {
        assertGives(cell.path("y_c").get(d), last.values(2 * d + 1), tolerance);
      }
    }
  }

  /** Keras' test of masks: weights 0.01, 0.02 and 0.03, 1 for the forget gate, inputs 0, 1, … */
  @Test
  void paddedStepsAreAsInKeras() {
    Parameters model = new Parameters(ModelSpec.values(3).lstm(2).everyStep());
    float[] bias = {0.03f, 0.03f, 1f, 1f, 0.03f, 0.03f, 0.03f, 0.03f};
    float[] input = new float[24];
    float[] recurrent = new float[16];
    Arrays.fill(input, 0.01f);
    Arrays.fill(recurrent, 0.02f);
    List<float[]> weights = List.of(input, recurrent, bias);
    for (int k = 0; k < weights.size(); k++) {
      model.set(model.layout().slices().get(k).name(), weights.get(k));
    }
    float[] x = new float[24];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    int[] lengths = {3, 2};
    float[] first = {0.01588910f, 0.05552048f, 0.11755939f, 0.11755939f};
    float[] second = {0.14185596f, 0.2855621f, 0.2855621f, 0.2855621f};
    float[] last = new Predictor(model).predict(x, lengths, PaddedSteps.LAST);
    float[] zero = new Predictor(model).predict(x, lengths, PaddedSteps.ZERO);
    for (int t = 0; t < 4; t++) {
      assertEquals(first[t], last[2 * t], 1e-6f);
      assertEquals(second[t], last[8 + 2 * t], 1e-6f);
      assertEquals(t < 3 ? first[t] : 0f, zero[2 * t], 1e-6f);
      assertEquals(t < 2 ? second[t] : 0f, zero[8 + 2 * t], 1e-6f);
    }
    // the shorter one first: the order of the array is that of the answers
    float[] swapped = new float[24];
    System.arraycopy(x, 12, swapped, 0, 12);
    System.arraycopy(x, 0, swapped, 12, 12);
    float[] answers = new Predictor(model).predict(swapped, new int[] {2, 3}, PaddedSteps.LAST);
    assertArrayEquals(Arrays.copyOf(last, 8), Arrays.copyOfRange(answers, 8, 16));
    assertArrayEquals(Arrays.copyOfRange(last, 8, 16), Arrays.copyOf(answers, 8));
  }

  /** Where null stands in place of a number a misprint was published. */
  private static void assertGives(JsonNode published, float[] values, float tolerance) {
    assertEquals(published.size(), values.length);
    for (int i = 0; i < values.length; i++) {
      if (!published.get(i).isNull()) {
        assertEquals((float) published.get(i).doubleValue(), values[i], tolerance, "value " + i);
      }
    }
  }

  private static Kernels scalar() {
    return Backends.select(Backends.SCALAR, Backends.installed()).provider().create(1);
  }

  private static ModelSpec spec(JsonNode cell) {
    LstmCell own =
        LstmCell.STANDARD
            .withBias(
                switch (cell.path("bias").asText("one")) {
                  case "none" -> LstmCell.Bias.NONE;
                  case "two" -> LstmCell.Bias.TWO;
                  default -> LstmCell.Bias.ONE;
                })
            .withClip(cell.path("clip").asDouble(0));
    own = cell.path("peepholes").asBoolean() ? own.withPeepholes() : own;
    own = cell.path("coupled").asBoolean() ? own.withCoupledGates() : own;
    if (cell.has("activations")) {
      JsonNode names = cell.path("activations");
      own =
          own.withActivations(
              new GateActivations(
                  Activation.parse(names.get(0).asText()),
                  Activation.parse(names.get(1).asText()),
                  Activation.parse(names.get(2).asText())));
    }
    Lstm lstm = new Lstm(cell.path("hidden").asInt(), own);
    List<LayerSpec> layers = new ArrayList<>();
    switch (cell.path("direction").asText()) {
      case "forward" -> layers.add(lstm);
      case "reverse" -> layers.addAll(List.of(new Reverse(), lstm, new Reverse()));
      default -> layers.add(new Bidirectional(lstm, Bidirectional.Merge.CONCATENATED));
    }
    return new ModelSpec(Kind.VALUES, cell.path("inputs").asInt(), layers);
  }

  private static ModelState first(JsonNode cell, ModelSpec spec, int batch) {
    ModelState state = new ModelState(spec, batch);
    for (int d = 0; d < cell.path("h0").size(); d++) {
      float[] h = floats(cell.path("h0").get(d));
      System.arraycopy(h, 0, state.values(2 * d), 0, h.length);
    }
    for (int d = 0; d < cell.path("c0").size(); d++) {
      float[] c = floats(cell.path("c0").get(d));
      System.arraycopy(c, 0, state.values(2 * d + 1), 0, c.length);
    }
    return state;
  }

  /** ONNX Runtime's gradients, from gates and states that it gives by themselves. */
  @Test
  void kernelsGiveTheGradients() {
    JsonNode given = json("gradients.json");
    int steps = given.path("steps").asInt();
    int batch = given.path("batch").asInt();
    int units = given.path("hidden").asInt();
    int inputs = given.path("inputs").asInt();
    Extent extent = new Extent(steps, batch);
    extent.begin(steps, batch);
    LstmTape tape = new LstmTape(extent, units, true);
    fill(tape.gates, 0, given.path("gates"));
    fill(tape.cells, batch * units, given.path("cells"));
    fill(tape.hidden, batch * units, given.path("hidden_states"));
    fill(tape.dHidden, batch * units, given.path("dh"));
    for (int i = 0; i < tape.cellOutputs.length; i++) {
      tape.cellOutputs[i] = (float) StrictMath.tanh(tape.cells[batch * units + i]);
    }
    Matrix dx = new Matrix(new float[steps * batch * inputs], inputs);
    Matrix dInput = new Matrix(new float[4 * units * inputs], inputs);
    Matrix dRecurrent = new Matrix(new float[4 * units * units], units);
    Matrix dBias = new Matrix(new float[4 * units], 4 * units);
    try (Kernels kernels = scalar()) {
      PackedMatrix ofInput = kernels.newPackedMatrix(4 * units, inputs);
      kernels.pack(ofInput, new Matrix(floats(given.path("weight_ih")), inputs));
      PackedMatrix recurrent = kernels.newPackedMatrix(4 * units, units);
      kernels.pack(recurrent, new Matrix(floats(given.path("weight_hh")), units));
      kernels.lstmBackward(
          tape,
          new Matrix(floats(given.path("x")), inputs),
          new LstmWeights(GateActivations.STANDARD, ofInput, recurrent),
          new LstmGradients(dInput, dRecurrent, dBias).want(0, false),
          dx);
    }
    // six digits are published
    assertArrayEquals(floats(given.path("dx")), dx.values(), 6e-6f);
    assertArrayEquals(floats(given.path("dweight_ih")), dInput.values(), 6e-6f);
    assertArrayEquals(floats(given.path("dweight_hh")), dRecurrent.values(), 6e-6f);
    assertArrayEquals(floats(given.path("dbias")), dBias.values(), 6e-6f);
  }

  private static void fill(float[] to, int from, JsonNode array) {
    float[] values = floats(array);
    System.arraycopy(values, 0, to, from, values.length);
  }

  private static Path rtNeural(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(
                  PublishedNumbersTest.class.getResource("/published/rtneural/" + name))
              .toURI());
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(name, e);
    }
  }

  private static float[] column(String name) throws IOException {
    List<String> lines = Files.readAllLines(rtNeural(name));
    float[] values = new float[lines.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(lines.get(i));
    }
    return values;
  }

  /** Within the tolerance of RTNeural's own tests, 1e-6, over 1000 and 100 steps. */
  @ParameterizedTest
  @CsvSource({"lstm_torch, 1000", "lstm, 100", "lstm_1d, 100"})
  void modelOfRtNeuralGivesThem(String name, int steps) throws IOException {
    Path path = rtNeural(name + ".json");
    Parameters model =
        name.endsWith("torch")
            ? Models.readStateDict(path).stack("lstm", "lstm2").model(ModelSpec.Output.SEQUENCE)
            : Models.read(path).parameters();
    float[] x = column(name + "_x.csv");
    assertEquals(steps, x.length);
    assertArrayEquals(column(name + "_y.csv"), Golden.outputs(model, x, steps, steps), 1e-6f);
  }
}
