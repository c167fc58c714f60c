package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.kernel.Activation;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LayerNormalization;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.ModelSpec.Output;
import org.lstm4j.model.Parameters;

/** Weights as PyTorch programs save them, and what these programs compute with them. */
class StateDictTest {
  private static final int BATCH = 2;
  private static final int STEPS = 6;

  @TempDir private Path folder;

  /** How a file becomes a model: what somebody would write who knows the program. */
  private interface Reading {
    Parameters read(StateDict file);
  }

  private static Reading deep() {
    ModelSpec spec =
        ModelSpec.values(4)
            .layer(new BatchNormalization(1e-5))
            .lstm(6)
            .lstm(3)
            .layer(new LayerNormalization())
            .dense(3, Activation.TANH)
            .dense(3)
            .everyStep();
    return file ->
        file.stack("below", "above").rename("fc1", "dense0").rename("fc2", "head").parameters(spec);
  }

  private static final Map<String, Reading> CASES =
      Map.ofEntries(
          Map.entry("bare", file -> file.model(Output.SEQUENCE)),
          Map.entry("head_every_step", file -> file.model(Output.SEQUENCE)),
          Map.entry("head_last_step", file -> file.model(Output.LAST)),
          Map.entry("bidirectional", file -> file.model(Output.SEQUENCE)),
          Map.entry("projection", file -> file.model(Output.SEQUENCE)),
          Map.entry("projection_both_ways", file -> file.model(Output.SEQUENCE)),
          Map.entry("no_bias", file -> file.model(Output.SEQUENCE)),
          Map.entry("float64", file -> file.model(Output.SEQUENCE)),
          Map.entry("float16", file -> file.model(Output.SEQUENCE)),
          Map.entry("bfloat16", file -> file.model(Output.SEQUENCE)),
          Map.entry("cell", file -> file.model(Output.SEQUENCE)),
          Map.entry("deep", deep()),
          Map.entry(
              "convolved",
              file ->
                  file.parameters(
                      ModelSpec.values(3)
                          .layer(new Convolution(4, 3, Convolution.Padding.SAME))
                          .layer(new Activate(Activation.TANH))
                          .lstm(5)
                          .dense(2)
                          .everyStep())),
          Map.entry(
              "words",
              file ->
                  file.parameters(
                      ModelSpec.indices(11).embedding(3).lstm(4).dense(11).everyStep())));

  static Stream<String> names() {
    return CASES.keySet().stream().sorted();
  }

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(StateDictTest.class.getResource("/golden/state_dicts/" + name))
            .toURI());
  }

  /**
   * A unit roundoff for each operation on the longest way: per step and layer a chain of at most 12
   * products and some 20 operations of a gate, 6 steps, 6 layers, whose values are below 8 in
   * magnitude where they are added. Another order of the gates is off by more than a hundredth.
   */
  private static final double TOLERANCE = 0x1p-24 * STEPS * 6 * (12 + 20) * 8;

  @ParameterizedTest
  @MethodSource("names")
  void computesWhatPyTorchDoes(String name) throws IOException, URISyntaxException {
    StateDict file = StateDict.read(golden(name + ".safetensors"));
    Parameters model = Objects.requireNonNull(CASES.get(name)).read(file);
    Map<String, Tensor> io = SafeTensors.read(golden(name + ".io.safetensors")).tensors();
    float[] expected = Objects.requireNonNull(io.get("y")).values();
    float[] x = Objects.requireNonNull(io.get("x")).values();
    for (int b = 0; b < BATCH; b++) {
      float[] inputs = sequence(x, b);
      float[] y = new float[expected.length / BATCH];
      try (PredictionStream stream = new Predictor(model).newStream()) {
        if (model.spec().input() == Kind.VALUES) {
          stream.run(inputs, STEPS, y);
        } else {
          int[] indices = new int[inputs.length];
          Arrays.setAll(indices, i -> (int) inputs[i]);
          stream.run(indices, STEPS, y);
        }
      }
      assertArrayEquals(sequence(expected, b), y, (float) TOLERANCE, name);
    }
  }

  private static float[] sequence(float[] all, int b) {
    int length = all.length / BATCH;
    return Arrays.copyOfRange(all, b * length, (b + 1) * length);
  }

  /** What torch.save wrote is what safetensors has. */
  @ParameterizedTest
  @MethodSource("saved")
  void readsWhatTorchSaves(String name) throws IOException, URISyntaxException {
    StateDict expected = StateDict.read(golden(name + ".safetensors"));
    StateDict file = StateDict.read(golden(name + ".pt"));
    assertEquals(expected.shapes(), file.shapes());
    Reading reading = CASES.getOrDefault(name, dict -> dict.model(Output.SEQUENCE));
    assertEquals(reading.read(expected).sha256(), reading.read(file).sha256());
  }

  static Stream<String> saved() {
    return Stream.concat(names(), Stream.of("views", "parameters"));
  }

  @Test
  void everyFileIsACase() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(golden("bare.safetensors").getParent())) {
      assertEquals(3L * CASES.size() + 6, files.count());
    }
  }

  /** A checkpoint has a state dict among other things. */
  @Test
  void findsTheStateDictOfACheckpoint() throws IOException, URISyntaxException {
    assertEquals(
        StateDict.read(golden("views.pt")).model(Output.LAST).sha256(),
        StateDict.read(golden("checkpoint.pt")).model(Output.LAST).sha256());
  }

  @Test
  void runsNothing() throws URISyntaxException {
    Path module = golden("module.pt");
    var e = assertThrows(FormatException.class, () -> StateDict.read(module));
    assertEquals(
        module
            + ": a whole __main__.Tagger was saved, which only its program can read; save its"
            + " state_dict()",
        e.getMessage());
  }

  /** What comes from PyTorch and is saved by us reads the same in both. */
  @Test
  void comesBackToTheBit() throws IOException, URISyntaxException {
    Parameters model = StateDict.read(golden("no_bias.safetensors")).model(Output.LAST);
    Path path = folder.resolve("model.safetensors");
    new ModelFile(model, Preprocessing.none()).save(path);
    Parameters again = ModelFile.load(path).parameters();
    assertEquals(model.sha256(), again.sha256());
    assertEquals(model.spec(), again.spec());
    assertEquals(model.sha256(), StateDict.read(path).model(Output.LAST).sha256());
  }

  @Test
  void shapesTellWhatIsThere() throws IOException, URISyntaxException {
    Map<String, List<Integer>> shapes =
        StateDict.read(golden("head_every_step.safetensors")).shapes();
    assertEquals(List.of(20, 3), shapes.get("rnn.weight_ih_l0"));
    assertEquals(List.of(2), shapes.get("fc.bias"));
    assertEquals(6, shapes.size());
  }

  @Test
  void askedForWhatNothingSays() throws IOException, URISyntaxException {
    StateDict deep = StateDict.read(golden("deep.safetensors"));
    fails(
        "nothing says how LSTMs [above, below] and modules [fc1, fc2, norm, scale] follow each"
            + " other; give the model, or stack the LSTMs and leave the others out, to one LSTM and"
            + " at most one linear module",
        () -> deep.model(Output.LAST));
    ModelSpec two =
        ModelSpec.values(4).lstm(6).lstm(3).dense(3, Activation.TANH).dense(3).everyStep();
    StateDict rest = deep.stack("below", "above").without("norm").without("scale");
    fails(
        "each of the modules [fc1, fc2] could be 'dense0'; rename the right one",
        () -> rest.parameters(two));
    Parameters named = rest.rename("fc2", "head").parameters(two);
    assertEquals(two, named.spec());
    fails(
        "module 'fc1' with {bias=[3], weight=[3, 3]} belongs to no layer of the model; rename it or"
            + " leave it out",
        () ->
            rest.rename("fc2", "head")
                .parameters(ModelSpec.values(4).lstm(6).lstm(3).dense(3).everyStep()));
    StateDict below = deep.without("above").without("norm").without("scale").without("fc2");
    fails(
        "module 'fc1' has {bias=[3], weight=[3, 3]}; expected a linear module on 6 values, or a"
            + " model that says what it is",
        () -> below.model(Output.LAST));
  }

  @Test
  void modulesThatAreNotThere() throws IOException, URISyntaxException {
    StateDict file = StateDict.read(golden("head_every_step.safetensors"));
    fails("there is no module 'lstm'; there are [fc, rnn]", () -> file.rename("lstm", "x"));
    fails("there is no module 'fc2'; there are [fc, rnn]", () -> file.without("fc2"));
    fails(
        "there is another module 'rnn'; rename it or leave it out first",
        () -> file.rename("fc", "rnn"));
    fails(
        "module 'fc' has [bias, weight]; expected an LSTM's tensors",
        () -> file.stack("rnn", "fc"));
    fails(
        "no module has the tensors of 'head', {bias=[7], weight=[7, 5]}; those of the"
            + " same names have {fc={bias=[2], weight=[2, 5]}}",
        () -> file.parameters(ModelSpec.values(3).lstm(5).dense(7).everyStep()));
    fails(
        "the tensor 'lstm.weight_ih_l0' has the shape [20, 3]; expected [20, 4]",
        () ->
            file.rename("rnn", "lstm")
                .parameters(ModelSpec.values(4).lstm(5).dense(2).everyStep()));
  }

  private static void fails(String message, Executable executable) {
    var e = assertThrows(IllegalArgumentException.class, executable);
    assertTrue(
        Objects.requireNonNull(e.getMessage()).endsWith(".safetensors: " + message),
        e.getMessage());
  }

  /** An LSTM of as many units as inputs: a table of as many columns could be on either side. */
  @Test
  void anEmbeddingIsNoLinearModule() throws IOException {
    Path path = folder.resolve("words.safetensors");
    Map<String, Tensor> tensors =
        Map.of(
            "lstm.weight_ih_l0", tensor(8, 2),
            "lstm.weight_hh_l0", tensor(8, 2),
            "words.weight", tensor(9, 2));
    new SafeTensors(tensors, Map.of()).write(path);
    StateDict file = StateDict.read(path);
    fails(
        "module 'words' with {weight=[9, 2]} could be an embedding below or a linear module above;"
            + " give the model",
        () -> file.model(Output.LAST));
    ModelSpec spec = ModelSpec.indices(9).embedding(2).lstm(2).lastStep();
    assertEquals(spec, file.parameters(spec).spec());
  }

  /** A head that is not read must not be a model without a head. */
  @Test
  void quantisedWeightsAreNotLeftOutInSilence() throws IOException {
    String header =
        "{\"lstm.weight_ih_l0\":{\"dtype\":\"F32\",\"shape\":[4,1],\"data_offsets\":[0,16]},"
            + "\"lstm.weight_hh_l0\":{\"dtype\":\"F32\",\"shape\":[4,1],\"data_offsets\":[16,32]},"
            + "\"fc.weight\":{\"dtype\":\"I8\",\"shape\":[1,1],\"data_offsets\":[32,33]},"
            + "\"steps\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[33,41]}}";
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 41).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    Path path = folder.resolve("quantised.safetensors");
    Files.write(path, bytes.array());
    StateDict file = StateDict.read(path);
    fails(
        "the tensor 'fc.weight' is of type I8; expected floating-point weights, or leave it out",
        () -> file.model(Output.LAST));
    ModelSpec spec =
        ModelSpec.values(1).lstm(1, LstmCell.STANDARD.withBias(LstmCell.Bias.NONE)).lastStep();
    assertEquals(spec, file.without("fc").model(Output.LAST).spec());
  }

  @Test
  void refusesWhatItCannotCompute() throws IOException {
    refused(
        "the tensor 'weight_hh_l0' of 'lstm' has the shape [8, 1]; expected [4H, H], an LSTM's four"
            + " gates",
        Map.of(
            "lstm.weight_ih_l0", tensor(8, 1),
            "lstm.weight_hh_l0", tensor(8, 1),
            "lstm.weight_hr_l0", tensor(1, 3)));
    refused(
        "the tensor 'weight_hh_l0' of 'rnn' has the shape [6, 2], a GRU's three gates; expected"
            + " [4H, H], an LSTM's four gates",
        Map.of("rnn.weight_ih_l0", tensor(6, 1), "rnn.weight_hh_l0", tensor(6, 2)));
    refused(
        "the tensor 'weight_hh_l0' of 'rnn' has the shape [2, 2]; expected [4H, H], an LSTM's four"
            + " gates",
        Map.of("rnn.weight_ih_l0", tensor(2, 1), "rnn.weight_hh_l0", tensor(2, 2)));
    refused(
        "module 'rnn' has both a cell's and a layer's 'weight_ih_l0'; expected one",
        Map.of("rnn.weight_ih", tensor(4, 1), "rnn.weight_ih_l0", tensor(4, 1)));
    refused(
        "value 1 of the tensor 'head.bias' is NaN as a float; expected finite weights",
        Map.of("head.bias", new Tensor(List.of(2), new float[] {1, Float.NaN})));
  }

  private void refused(String message, Map<String, Tensor> tensors) throws IOException {
    Path path = folder.resolve("refused.safetensors");
    new SafeTensors(new LinkedHashMap<>(tensors), Map.of()).write(path);
    var e = assertThrows(FormatException.class, () -> StateDict.read(path));
    assertEquals(path + ": " + message, e.getMessage());
  }

  private static Tensor tensor(int rows, int columns) {
    return new Tensor(List.of(rows, columns), new float[rows * columns]);
  }
}
