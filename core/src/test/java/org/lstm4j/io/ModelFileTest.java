package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.data.MinMaxScaler;
import org.lstm4j.data.Scaler;
import org.lstm4j.data.StandardScaler;
import org.lstm4j.data.Vocabulary;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

class ModelFileTest {
  private static final ModelSpec SPEC = ModelSpec.values(3).lstm(4).lstm(2).dense(5).lastStep();

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("model.safetensors");
  }

  static List<ModelSpec> specs() {
    GateActivations odd =
        new GateActivations(Activation.HARD_SIGMOID, Activation.SOFTSIGN, Activation.IDENTITY);
    List<ModelSpec> specs = new ArrayList<>();
    for (ModelSpec.Builder builder :
        List.of(
            ModelSpec.values(1).lstm(1),
            ModelSpec.values(3).lstm(4).dense(2),
            ModelSpec.indices(7).lstm(5).lstm(3).dense(7),
            ModelSpec.indices(2).lstm(3, odd).lstm(2).lstm(4, odd))) {
      specs.add(builder.lastStep());
      specs.add(builder.everyStep());
    }
    ModelSpec.Builder deep = ModelSpec.values(1);
    for (int k = 0; k < 12; k++) { // layers 1, 10 and 11 in one file
      deep.lstm(1 + k % 3);
    }
    specs.add(deep.dense(1).lastStep());
    return specs;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyModelComesBackToTheBit(ModelSpec spec) throws IOException {
    Parameters parameters = random(spec);
    new ModelFile(parameters, Preprocessing.none()).save(path);
    ModelFile file = ModelFile.load(path);
    assertEquals(spec, file.parameters().spec());
    assertEquals(parameters.sha256(), file.parameters().sha256());
    assertEquals(Preprocessing.none(), file.preprocessing());
  }

  static List<Activation> forGates() {
    return Activation.forGates();
  }

  @ParameterizedTest
  @MethodSource("forGates")
  void everyActivationComesBack(Activation activation) throws IOException {
    GateActivations activations = new GateActivations(activation, Activation.TANH, activation);
    ModelSpec spec = ModelSpec.values(1).lstm(2, activations).lastStep();
    new ModelFile(random(spec), Preprocessing.none()).save(path);
    assertEquals(spec, ModelFile.load(path).parameters().spec());
  }

  /** The greatest number, −0, a denormal and the least number, in weights and in a bias. */
  @Test
  void oddValuesComeBackToTheBit() throws IOException {
    ModelSpec spec = ModelSpec.values(1).lstm(1).lastStep(); // 4 + 4 + 4
    Parameters parameters = new Parameters(spec);
    int[] bits = {0x7f7fffff, 0x80000000, 0x807fffff, 1};
    for (int i = 0; i < 12; i++) {
      parameters.values()[i] = Float.intBitsToFloat(bits[i % 4]);
    }
    new ModelFile(parameters, Preprocessing.none()).save(path);
    float[] values = ModelFile.load(path).parameters().values();
    for (int i = 0; i < 12; i++) {
      assertEquals(bits[i % 4], Float.floatToRawIntBits(values[i]), "value " + i);
    }
  }

  /** PyTorch's names and shapes: what {@code torch.nn.LSTM} takes after "lstm." is cut off. */
  @Test
  void tensorsAreNamedAndShapedAsPyTorchDoes() throws IOException {
    Parameters parameters = random(SPEC);
    new ModelFile(parameters, Preprocessing.none()).save(path);
    SafeTensors file = SafeTensors.read(path);
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    file.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    assertEquals(
        Map.of(
            "lstm.weight_ih_l0", List.of(16, 3),
            "lstm.weight_hh_l0", List.of(16, 4),
            "lstm.bias_ih_l0", List.of(16),
            "lstm.bias_hh_l0", List.of(16),
            "lstm.weight_ih_l1", List.of(8, 4),
            "lstm.weight_hh_l1", List.of(8, 2),
            "lstm.bias_ih_l1", List.of(8),
            "lstm.bias_hh_l1", List.of(8),
            "head.weight", List.of(5, 2),
            "head.bias", List.of(5)),
        shapes);
    assertArrayEquals(parameters.get("lstm.bias_l1"), tensor(file, "lstm.bias_ih_l1").values());
    assertArrayEquals(new float[8], tensor(file, "lstm.bias_hh_l1").values());
    assertArrayEquals(parameters.get("head.weight"), tensor(file, "head.weight").values());
  }

  /** The sum is what Python's hashlib gives for zero weights. */
  @Test
  void metadataSayWhatTheModelIs() throws IOException {
    new ModelFile(
            new Parameters(ModelSpec.indices(3).lstm(4).dense(3).everyStep()),
            new Preprocessing(
                Optional.of(
                    new MinMaxScaler(new double[] {0.1, 0, 0}, new double[] {2, 1, 1}, 1e-7)),
                Optional.of(Vocabulary.of("xé\""))))
        .save(path);
    assertEquals(
        Map.of(
            "format",
            "pt",
            "lstm4j.version",
            "3",
            "lstm4j.model",
            "{\"input\":\"indices\",\"input_size\":3,\"layers\":["
                + "{\"kind\":\"lstm\",\"settings\":{\"hidden_size\":4,\"gate\":\"sigmoid\","
                + "\"candidate\":\"tanh\",\"cell\":\"tanh\"}},"
                + "{\"kind\":\"dense\",\"settings\":{\"outputs\":3}}]}",
            "lstm4j.scaler",
            "{\"kind\":\"min_max\",\"minima\":[0.1,0.0,0.0],\"maxima\":[2.0,1.0,1.0],\"margin\":1.0E-7}",
            "lstm4j.vocabulary",
            "xé\"",
            "lstm4j.sha256",
            "c8933530c59cac90a52375df7f194498f24fdd96c8ab930ccf203ceeb2010be1"),
        SafeTensors.read(path).metadata());
  }

  /** Files that version 0.1 wrote; their hashes and outputs are what it printed for them. */
  @Test
  void filesOfTheFirstVersionAreRead() throws IOException, URISyntaxException {
    ModelFile sequence = ModelFile.load(resource("version_1_sequence"));
    GateActivations activations =
        new GateActivations(Activation.HARD_SIGMOID, Activation.SOFTSIGN, Activation.IDENTITY);
    assertEquals(
        ModelSpec.indices(3).lstm(4).lstm(2, activations).everyStep(),
        sequence.parameters().spec());
    assertEquals(
        "2683be92b3f290a814fb0cdfd8a2c017c2399f79ae3a87b2b1469979ebe70a4f",
        sequence.parameters().sha256());
    assertEquals("xé\"", sequence.preprocessing().vocabulary().orElseThrow().characters());
    float[] outputs = new float[6];
    try (PredictionStream stream = new Predictor(sequence.parameters()).newStream()) {
      stream.run(new int[] {0, 2, 1}, 3, outputs);
    }
    float[] expected = {
      -0x1.0830eep-5f,
      -0x1.2938a6p-6f,
      -0x1.b43cb4p-4f,
      -0x1.a737bap-6f,
      -0x1.05f76p-3f,
      -0x1.6894c2p-5f
    };
    assertArrayEquals(expected, outputs);

    ModelFile last = ModelFile.load(resource("version_1_last"));
    assertEquals(ModelSpec.values(2).lstm(5).dense(3).lastStep(), last.parameters().spec());
    assertEquals(
        "66b53ac41b2b26b4aec5829531a8e29d70e952518bc779b7f8657cc47245e061",
        last.parameters().sha256());
    assertEquals(1e-7, ((MinMaxScaler) last.preprocessing().scaler().orElseThrow()).margin());
    float[] output = new float[3];
    try (PredictionStream stream = new Predictor(last.parameters()).newStream()) {
      stream.run(new float[] {1, 2, -1, 0.5f, 3, 0.25f}, 3, output);
    }
    assertArrayEquals(new float[] {0x1.136bc2p-1f, -0x1.bbd0bap-4f, -0x1.ff7ac8p-3f}, output);
  }

  private Path resource(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(getClass().getResource("/models/" + name + ".safetensors")).toURI());
  }

  @Test
  void minMaxScalersComeBackToTheBit() throws IOException {
    MinMaxScaler scaler =
        new MinMaxScaler(
            new double[] {0.1, -0.0, Double.MIN_VALUE, -1e300},
            new double[] {1 / 3.0, 1, 1e-5, 1e300},
            1e-7);
    MinMaxScaler loaded = (MinMaxScaler) roundTrip(scaler);
    assertArrayEquals(scaler.minima(), loaded.minima());
    assertArrayEquals(scaler.maxima(), loaded.maxima());
    assertEquals(scaler.margin(), loaded.margin());
  }

  @Test
  void standardScalersComeBackToTheBit() throws IOException {
    StandardScaler scaler =
        new StandardScaler(new double[] {Math.PI, -1e-300}, new double[] {1e22, 4.9e-324});
    StandardScaler loaded = (StandardScaler) roundTrip(scaler);
    assertArrayEquals(scaler.means(), loaded.means());
    assertArrayEquals(scaler.deviations(), loaded.deviations());
  }

  private Scaler roundTrip(Scaler scaler) throws IOException {
    ModelSpec spec = ModelSpec.values(scaler.columns()).lstm(2).lastStep();
    new ModelFile(random(spec), Preprocessing.of(scaler)).save(path);
    Preprocessing loaded = ModelFile.load(path).preprocessing();
    assertTrue(loaded.vocabulary().isEmpty());
    return loaded.scaler().orElseThrow();
  }

  @Test
  void vocabulariesComeBack() throws IOException {
    String text = "\n\t\" \\/bnu\0\u007f\u0080é\u2028\uD834\uDD1E{}[]:,";
    Vocabulary vocabulary = Vocabulary.of(text);
    ModelSpec spec = ModelSpec.indices(vocabulary.size()).lstm(2).lastStep();
    new ModelFile(random(spec), Preprocessing.of(vocabulary)).save(path);
    Preprocessing loaded = ModelFile.load(path).preprocessing();
    assertEquals(text, loaded.vocabulary().orElseThrow().characters());
    assertTrue(loaded.scaler().isEmpty());
  }

  @Test
  void preprocessingMustMakeWhatTheModelReads() {
    Preprocessing letters = Preprocessing.of(Vocabulary.of("ab"));
    var e =
        assertThrows(IllegalArgumentException.class, () -> new ModelFile(random(SPEC), letters));
    assertEquals("there are 2 characters of the vocabulary; the model reads 3", e.getMessage());
  }

  @Test
  void savingAgainReplaces() throws IOException {
    new ModelFile(random(SPEC), Preprocessing.none()).save(path);
    Parameters other = random(ModelSpec.values(1).lstm(1).lastStep());
    new ModelFile(other, Preprocessing.none()).save(path);
    assertEquals(other.sha256(), ModelFile.load(path).parameters().sha256());
  }

  @Test
  void theSameModelIsTheSameFile() throws IOException {
    Path again = folder.resolve("again.safetensors");
    new ModelFile(random(SPEC), Preprocessing.none()).save(path);
    ModelFile.load(path).save(again);
    assertEquals(-1, Files.mismatch(path, again));
  }

  /** What PyTorch trained has two biases; only their sum acts. */
  @Test
  void twoBiasesAreAddedUp() throws IOException {
    new ModelFile(new Parameters(SPEC), Preprocessing.none()).save(path);
    SafeTensors file = SafeTensors.read(path);
    Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    float[] input = {1, 2, 3, 4, 5, 6, 7, 8};
    float[] recurrent = {0.5f, 0, -0f, -4, 0.25f, 0, 0, 1};
    tensors.put("lstm.bias_ih_l1", new Tensor(List.of(8), input));
    tensors.put("lstm.bias_hh_l1", new Tensor(List.of(8), recurrent));
    new SafeTensors(tensors, secondVersion(file)).write(path);
    assertArrayEquals(
        new float[] {1.5f, 2, 3, 0, 5.25f, 6, 7, 9},
        ModelFile.load(path).parameters().get("lstm.bias_l1"));
  }

  /** Files of the second version had no sum. */
  private static Map<String, String> secondVersion(SafeTensors file) {
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    metadata.put("lstm4j.version", "2");
    metadata.remove("lstm4j.sha256");
    return metadata;
  }

  /** Both ways: what is not finite is neither saved nor read. */
  @Test
  void weightsAreFinite() throws IOException {
    Parameters parameters = random(SPEC);
    new ModelFile(parameters, Preprocessing.none()).save(path);
    SafeTensors file = SafeTensors.read(path);
    tensor(file, "head.bias").values()[3] = Float.NEGATIVE_INFINITY;
    new SafeTensors(file.tensors(), secondVersion(file)).write(path);
    var refused = assertThrows(FormatException.class, () -> ModelFile.load(path));
    assertEquals(
        path + ": the value of head.bias[3] is -Infinity; expected a finite number",
        refused.getMessage());
    parameters.values()[0] = Float.NaN;
    assertEquals(
        "the value of lstm.weight_ih_l0[0, 0] is NaN; expected a finite number",
        assertThrows(
                IllegalArgumentException.class,
                () -> new ModelFile(parameters, Preprocessing.none()))
            .getMessage());
  }

  private static Tensor tensor(SafeTensors file, String name) {
    return Objects.requireNonNull(file.tensors().get(name), name);
  }

  private static Parameters random(ModelSpec spec) {
    Initializer normal = Initializer.normal(1);
    return Initialization.all(normal).create(spec, 3);
  }

  /** Texts of the user's own come back as they were, and in the same bytes each time. */
  @Test
  void notes() throws IOException {
    Map<String, String> notes =
        Map.of("data", "GOOGL, 2016\n\"daily\"", "", "no name", "ünï", "\u0000 ☃ 𝄞");
    Path path = folder.resolve("notes.safetensors");
    new ModelFile(random(SPEC), Preprocessing.none(), notes).save(path);
    assertEquals(notes, ModelFile.load(path).notes());
    byte[] first = Files.readAllBytes(path);
    ModelFile.load(path).save(path);
    assertArrayEquals(first, Files.readAllBytes(path));
    new ModelFile(random(SPEC), Preprocessing.none()).save(path);
    assertEquals(Map.of(), ModelFile.load(path).notes());
  }
}
