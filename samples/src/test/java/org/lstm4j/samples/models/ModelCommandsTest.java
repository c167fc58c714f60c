package org.lstm4j.samples.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lstm4j.formats.NumPy;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.Tensor;
import org.lstm4j.samples.Main;
import org.lstm4j.samples.cli.Streams;

/** What the command does with a model that Keras wrote, and with what Keras computed with it. */
class ModelCommandsTest {
  private static final Path GOLDEN = Path.of("../formats/src/test/resources/golden/keras");
  private static final String MODEL = GOLDEN.resolve("sequence.keras").toString();

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String inputs = "";
  private String outputs = "";
  private String csv = "";

  @BeforeEach
  void writeData() throws IOException {
    var io = SafeTensors.read(GOLDEN.resolve("sequence.io.safetensors")).tensors();
    inputs = array("x.npy", Objects.requireNonNull(io.get("x")));
    outputs = array("y.npy", Objects.requireNonNull(io.get("y")));
    StringBuilder rows = new StringBuilder("first,second\n");
    float[] x = Objects.requireNonNull(io.get("x")).values();
    for (int t = 0; t < 9; t++) {
      rows.append(x[2 * t]).append(", ").append(x[2 * t + 1]).append('\n');
    }
    csv = Files.writeString(folder.resolve("x.csv"), rows).toString();
  }

  private String array(String name, Tensor tensor) throws IOException {
    Path path = folder.resolve(name);
    NumPy.write(path, tensor);
    return path.toString();
  }

  private int lstm4j(String... args) {
    out.reset();
    err.reset();
    return Main.shell(new Streams(stream(out), stream(err))).run(args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private List<String> printed() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private String complaint() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void inspectsAFile() {
    assertEquals(0, lstm4j("inspect", MODEL));
    List<String> lines = printed();
    assertTrue(lines.getFirst().startsWith(MODEL + ": Keras 3"), lines.getFirst());
    assertEquals("reads 2 values at each step, answers at each step", lines.get(1));
    assertTrue(lines.contains("  lstm (LSTM): lstm 4"), lines.toString());
    assertTrue(lines.getLast().matches("weights sha256 [0-9a-f]{64}"), lines.getLast());
  }

  @Test
  void verifiesWhatKerasComputed() {
    assertEquals(
        0,
        lstm4j("verify", MODEL, "--inputs", inputs, "--outputs", outputs, "--tolerance", "1e-6"));
    assertTrue(printed().getFirst().startsWith("81 outputs, of which "), printed().toString());
    assertEquals(
        1,
        lstm4j("verify", MODEL, "--inputs", inputs, "--outputs", outputs, "--tolerance", "1e-12"));
    assertEquals("lstm4j verify: that is more than the tolerance of 1.0E-12", complaint());
    assertEquals(2, lstm4j("verify", MODEL, "--inputs", inputs, "--outputs", inputs));
    assertEquals(
        "lstm4j verify: '%s' has the shape [3, 9, 2]; the model answers [3, 9, 3]"
            .formatted(inputs),
        complaint());
  }

  @Test
  void anOutputThatIsNoNumberIsTheLargestDifference() throws IOException {
    Tensor y = NumPy.read(Path.of(outputs));
    y.values()[3] = Float.NaN;
    String damaged = array("nan.npy", y);
    assertEquals(
        1, lstm4j("verify", MODEL, "--inputs", inputs, "--outputs", damaged, "--tolerance", "1e6"));
    assertTrue(printed().get(1).startsWith("largest difference Infinity"), printed().toString());
  }

  @ParameterizedTest
  @CsvSource({"model.onnx", "model.safetensors"})
  void whatIsConvertedComputesTheSame(String name) throws IOException {
    String converted = folder.resolve(name).toString();
    assertEquals(0, lstm4j("convert", MODEL, converted));
    String answers = folder.resolve("answers.npy").toString();
    assertEquals(0, lstm4j("predict", "--model", MODEL, "--npy", inputs, "--out", answers));
    assertEquals(0, lstm4j("verify", converted, "--inputs", inputs, "--outputs", answers));
    assertTrue(
        printed().getFirst().startsWith("81 outputs, of which 81 are the same to the bit"),
        printed().toString());
  }

  @Test
  void convertsToWhatTheNameSays() {
    String unknown = folder.resolve("model.keras").toString();
    assertEquals(2, lstm4j("convert", MODEL, unknown));
    assertEquals(
        "lstm4j convert: '%s' says no format; expected a name that ends in .safetensors or .onnx"
            .formatted(unknown),
        complaint());
    String ours = folder.resolve("model.safetensors").toString();
    assertEquals(2, lstm4j("convert", "--states", MODEL, ours));
    assertEquals(
        "lstm4j convert: '%s' cannot have states as inputs; expected a name that ends in .onnx"
            .formatted(ours),
        complaint());
  }

  @Test
  void predictsLineByLine() throws IOException {
    assertEquals(0, lstm4j("predict", "--model", MODEL, "--csv", csv));
    List<String> lines = printed();
    assertEquals(9, lines.size());
    String whole = folder.resolve("answers.npy").toString();
    assertEquals(0, lstm4j("predict", "--model", MODEL, "--npy", inputs, "--out", whole));
    float[] answers = NumPy.read(Path.of(whole)).values();
    StringJoiner last = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < 3; i++) {
      last.add(Float.toString(answers[8 * 3 + i]));
    }
    assertEquals(0, lstm4j("predict", "--model", MODEL, "--csv", csv, "--json"));
    assertEquals(last.toString(), printed().getLast());
    assertEquals(lines.getLast(), last.toString().replaceAll("[\\[\\] ]", ""));
  }

  @Test
  void predictsOnceForASequence() {
    String last = GOLDEN.resolve("last.keras").toString();
    assertEquals(0, lstm4j("predict", "--model", last, "--csv", csv));
    assertEquals(1, printed().size(), printed().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2;3,x   | line 2, column 2 is 'x'; expected a number",
        "1,2;3     | line 2 has 1 columns; the model reads 2",
        "1,2;3,NaN | line 2, column 2 is 'NaN'; expected a number",
        "1,2;3,1e39| line 2, column 2 is '1e39'; expected a number",
      })
  void refusesWhatIsNoNumber(String rows, String complaint) throws IOException {
    Path path = Files.writeString(folder.resolve("bad.csv"), rows.replace(';', '\n'));
    assertEquals(2, lstm4j("predict", "--model", MODEL, "--csv", path.toString()));
    assertEquals("lstm4j predict: '%s', %s".formatted(path, complaint), complaint());
  }

  @Test
  void refusesFilesThatAreNoModels() {
    assertEquals(2, lstm4j("inspect", folder.toString()));
    assertEquals(
        "lstm4j inspect: model file '%s': this is a folder; expected a file".formatted(folder),
        complaint());
    assertEquals(2, lstm4j("inspect", "nowhere"));
    assertEquals("lstm4j inspect: model file 'nowhere' does not exist", complaint());
    assertEquals(2, lstm4j("inspect", csv));
    assertTrue(
        complaint().endsWith("; nor is it a model of Keras, of ONNX, or of torch.save"),
        complaint());
  }
}
