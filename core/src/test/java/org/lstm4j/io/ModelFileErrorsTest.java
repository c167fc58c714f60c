package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lstm4j.data.StandardScaler;
import org.lstm4j.data.Vocabulary;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;

/** Files that {@link ModelFile} must refuse, each with its message. */
class ModelFileErrorsTest {
  @TempDir private Path folder;
  private Path path;
  private Map<String, Tensor> tensors;
  private Map<String, String> metadata;

  /** A good file, to be spoiled. */
  @BeforeEach
  void save() throws IOException {
    path = folder.resolve("model.safetensors");
    Parameters parameters = new Parameters(ModelSpec.values(1).lstm(2).dense(3).lastStep());
    new ModelFile(parameters, Preprocessing.none()).save(path);
    SafeTensors file = SafeTensors.read(path);
    tensors = new LinkedHashMap<>(file.tensors());
    metadata = new LinkedHashMap<>(file.metadata());
  }

  @ParameterizedTest
  @CsvSource({
    "lstm.weight_ih_l0",
    "lstm.weight_hh_l0",
    "lstm.bias_ih_l0",
    "lstm.bias_hh_l0",
    "head.weight",
    "head.bias"
  })
  void aMissingTensor(String name) throws IOException {
    tensors.remove(name);
    refuses("the tensor '" + name + "' is missing");
  }

  @Test
  void aTensorTooMany() throws IOException {
    tensors.put("lstm.weight_ih_l1", new Tensor(List.of(0), new float[0]));
    refuses("the tensor 'lstm.weight_ih_l1' does not belong to the model");
  }

  @Test
  void aWrongShape() throws IOException {
    tensors.put("head.weight", new Tensor(List.of(2, 3), new float[6]));
    refuses("the tensor 'head.weight' has the shape [2, 3]; expected [3, 2]");
    tensors.put("head.weight", new Tensor(List.of(3, 2), new float[6]));
    tensors.put("lstm.bias_hh_l0", new Tensor(List.of(1, 8), new float[8]));
    refuses("the tensor 'lstm.bias_hh_l0' has the shape [1, 8]; expected [8]");
  }

  @Test
  void anotherVersion() throws IOException {
    metadata.put("lstm4j.version", "4");
    refuses("the file's 'lstm4j.version' is 4; expected 1, 2 or 3");
  }

  @Test
  void aForeignFile() throws URISyntaxException {
    Path golden =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/golden/half_sum.safetensors")).toURI());
    var e = assertThrows(FormatException.class, () -> ModelFile.load(golden));
    assertEquals(
        golden
            + ": the file has no 'lstm4j.version'; it was not written by lstm4j: read its"
            + " weights as a StateDict",
        e.getMessage());
  }

  @Test
  void noFile() {
    Path missing = folder.resolve("missing");
    var e = assertThrows(NoSuchFileException.class, () -> ModelFile.load(missing));
    assertEquals(missing + ": there is no such file", e.getMessage());
  }

  @Test
  void aDamagedFileIsNamedOnce() throws IOException {
    Files.write(path, new byte[3]);
    var e = assertThrows(FormatException.class, () -> ModelFile.load(path));
    assertEquals(
        path + ": the file has 3 bytes; a safetensors file has at least 8", e.getMessage());
  }

  @Test
  void noModel() throws IOException {
    metadata.remove("lstm4j.model");
    refuses("'lstm4j.model' is missing or no JSON object");
    metadata.put("lstm4j.model", "[]");
    refuses("'lstm4j.model' is missing or no JSON object");
    metadata.put("lstm4j.model", "{");
    refuses("the JSON is wrong at character 1; expected more");
  }

  @Test
  void wrongFieldsOfTheModel() throws IOException {
    model("\"input\":\"values\"", "\"input\":\"pictures\"");
    refuses("'lstm4j.model': input is pictures; expected one of [values, indices]");
    model("\"input\":\"values\",", "");
    refuses("'lstm4j.model': input is null; expected one of [values, indices]");
    model("\"input_size\":1", "\"input_size\":\"1\"");
    refuses("'lstm4j.model': input_size is 1; expected a whole number of at least 1");
    model("\"input_size\":1", "\"input_size\":-1");
    refuses("'lstm4j.model': input_size is -1; expected a whole number of at least 1");
    model("\"input_size\":1", "\"input_size\":1.5");
    refuses("'lstm4j.model': input_size is 1.5; expected a whole number of at least 1");
    model("\"input_size\":1", "\"input_size\":4294967297");
    refuses("'lstm4j.model': input_size is 4294967297; expected a whole number of at least 1");
    model("\"input_size\":1", "\"input_size\":0");
    refuses("'lstm4j.model': input_size is 0; expected a whole number of at least 1");
    model("\"hidden_size\":2", "\"hidden_size\":0");
    refuses("'lstm4j.model': hidden_size is 0; expected a whole number of at least 1");
    model("\"cell\":\"tanh\"", "\"cell\":\"swish\"");
    refuses(
        "'lstm4j.model': cell: there is no activation 'swish'; expected one of [sigmoid, tanh, relu,"
            + " identity, hard_sigmoid, softsign, leaky_relu, elu, silu, gelu_tanh, gelu, softplus],"
            + " or [hard_sigmoid, leaky_relu, elu, thresholded_relu, scaled_tanh, affine] with their"
            + " numbers in brackets");
    model("\"cell\":\"tanh\"", "\"cell\":\"silu\"");
    refuses(
        "the cell activation is silu; expected one of [sigmoid, tanh, relu, identity, hard_sigmoid,"
            + " softsign, leaky_relu, elu, softplus]");
    metadata.put("lstm4j.model", "{\"input\":\"values\",\"input_size\":1,\"layers\":[]}");
    refuses("the model has no layer; expected at least one");
    model("\"kind\":\"dense\"", "\"kind\":\"densest\"");
    var e = assertThrows(FormatException.class, this::loadSpoiled);
    assertTrue(
        e.getMessage()
            .contains("there is no kind of layer 'densest'; expected one of [activation, "),
        e.getMessage());
    model("\"settings\":{\"outputs\":3}", "\"settings\":3");
    refuses("'lstm4j.model': settings is 3; expected a JSON object");
    model("\"outputs\":3", "\"outputs\":3,\"bias\":false");
    refuses("'lstm4j.model': there is an unknown setting 'bias'; expected [outputs]");
    model("\"input_size\":1", "\"input_size\":1,\"speed\":1");
    refuses(
        "'lstm4j.model': there is an unknown setting 'speed'; "
            + "expected [input, input_size, layers]");
    metadata.put("lstm4j.model", "{\"layers\":7}");
    refuses("'lstm4j.model': layers is 7; expected a list");
    metadata.put("lstm4j.model", "{\"layers\":[7]}");
    refuses("'lstm4j.model' is missing or no JSON object");
  }

  private void model(String field, String spoiled) {
    String good =
        "{\"input\":\"values\",\"input_size\":1,\"layers\":["
            + "{\"kind\":\"lstm\",\"settings\":{\"hidden_size\":2,"
            + "\"gate\":\"sigmoid\",\"candidate\":\"tanh\",\"cell\":\"tanh\"}},"
            + "{\"kind\":\"last_step\",\"settings\":{}},"
            + "{\"kind\":\"dense\",\"settings\":{\"outputs\":3}}]}";
    String bad = good.replace(field, spoiled);
    assertEquals(good.length() - field.length() + spoiled.length(), bad.length());
    metadata.put("lstm4j.model", bad);
  }

  /**
   * 6.4 GB of parameters are not made before a tensor of the file shows that it is no such model.
   */
  @Test
  void aSizeThatTheTensorsDoNotHave() throws IOException {
    model("\"hidden_size\":2", "\"hidden_size\":20000");
    refuses("the tensor 'lstm.weight_ih_l0' has the shape [8, 1]; expected [80000, 1]");
    model("\"hidden_size\":2", "\"hidden_size\":2147483647");
    refuses("the hidden size is 2147483647; expected at most 536870911");
  }

  @Test
  void wrongScalers() throws IOException {
    scaler("{\"kind\":\"robust\"}");
    refuses("lstm4j.scaler: the kind is 'robust'; expected min_max or standard");
    scaler("7");
    refuses("'lstm4j.scaler' is missing or no JSON object");
    scaler("{\"kind\":\"standard\",\"means\":[1],\"deviations\":[0]}");
    refuses("column 0 has mean 1.0 and deviation 0.0; expected a positive, finite deviation");
    scaler("{\"kind\":\"standard\",\"means\":[1,null],\"deviations\":[1,1]}");
    refuses("'lstm4j.scaler': means is [1, null]; expected a list of numbers");
    scaler("{\"kind\":\"min_max\",\"minima\":[0],\"maxima\":[1]}");
    refuses("'lstm4j.scaler': margin is null; expected a number");
  }

  private void scaler(String json) {
    metadata.put("lstm4j.scaler", json);
  }

  @Test
  void anEmptyVocabulary() throws IOException {
    metadata.put("lstm4j.vocabulary", "");
    refuses("the text is empty; expected at least one character");
  }

  /** A scaler or a vocabulary must not get lost by one letter of its name. */
  @Test
  void unknownEntries() throws IOException {
    metadata.put("lstm4j.scaled", "{}");
    refuses(
        "there is an unknown entry 'lstm4j.scaled'; expected [format, lstm4j.model, lstm4j.scaler,"
            + " lstm4j.sha256, lstm4j.version, lstm4j.vocabulary] or notes, note.…");
    metadata.remove("lstm4j.scaled");
    scaler("{\"kind\":\"min_max\",\"minima\":[0],\"maxima\":[1],\"margin\":0,\"unit\":1}");
    refuses(
        "'lstm4j.scaler': there is an unknown setting 'unit'; expected [kind, margin, maxima,"
            + " minima]");
  }

  @Test
  void aCharacterTwice() throws IOException {
    metadata.put("lstm4j.vocabulary", "aba");
    refuses("'lstm4j.vocabulary' has a character twice; expected each once");
  }

  @Test
  void anotherSum() throws IOException {
    String sum = Objects.requireNonNull(metadata.put("lstm4j.sha256", "0"));
    refuses(
        "the file is damaged or was changed: its 'lstm4j.sha256' is 0; what it holds has " + sum);
    metadata.remove("lstm4j.sha256");
    refuses("the file has no 'lstm4j.sha256', which covers what it holds");
  }

  /** No bit of a file can turn without a word: it is refused. */
  @Test
  void everyFlippedBit() throws IOException {
    Parameters parameters = new Parameters(ModelSpec.indices(2).lstm(1).dense(2).everyStep());
    ModelFile model =
        new ModelFile(
            parameters,
            new Preprocessing(
                Optional.of(new StandardScaler(new double[] {1, 2}, new double[] {3, 4})),
                Optional.of(Vocabulary.of("xy"))),
            Map.of("data", "none"));
    model.save(path);
    byte[] good = Files.readAllBytes(path);
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(path, bad);
      assertThrows(FormatException.class, () -> ModelFile.load(path), "bit " + bit);
    }
  }

  /** Bytes changed, moved, lost or doubled at random: refused, or the very same model. */
  @Test
  void noMutantIsAnotherModel() throws IOException {
    SeededRandom random = new SeededRandom(43);
    byte[] good = Files.readAllBytes(path);
    String hash = ModelFile.load(path).parameters().sha256();
    for (int n = 0; n < Integer.getInteger("mutants", 1000); n++) {
      byte[] bad = good.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        int at = random.nextInt(bad.length);
        int from = random.nextInt(bad.length);
        switch (random.nextInt(4)) {
          case 0 -> bad[at] = (byte) random.nextInt(256);
          case 1 -> bad[at] ^= (byte) (1 << random.nextInt(8));
          case 2 -> bad[at] = bad[from];
          default -> {
            int length = Math.min(random.nextInt(40), bad.length - Math.max(at, from));
            System.arraycopy(bad, from, bad, at, length);
          }
        }
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(bad.length) : bad.length;
      Files.write(path, Arrays.copyOf(bad, length));
      try {
        assertEquals(hash, ModelFile.load(path).parameters().sha256(), "mutant " + n);
      } catch (FormatException e) {
        assertTrue(Objects.requireNonNull(e.getMessage()).startsWith(path.toString()));
      }
    }
  }

  private ModelFile loadSpoiled() throws IOException {
    new SafeTensors(tensors, metadata).write(path);
    return ModelFile.load(path);
  }

  private void refuses(String message) {
    var e = assertThrows(FormatException.class, this::loadSpoiled);
    assertEquals(path + ": " + message, e.getMessage());
  }
}
