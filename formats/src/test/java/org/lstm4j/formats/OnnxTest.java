package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.io.FormatException;

/** ONNX files that exporters wrote, and what ONNX Runtime makes of them. */
class OnnxTest {
  private static final Golden GOLDEN = new Golden("/golden/onnx");

  /**
   * A unit roundoff for each operation on the longest way: 7 steps of at most 2 recurrent layers, a
   * chain of at most 10 products and some 20 operations each, there and here, whose values are
   * below 8 in magnitude where they are added.
   */
  private static final float TOLERANCE = 0x1p-24f * 2 * 7 * 2 * (10 + 20) * 8;

  @TempDir private Path folder;

  static List<String> files() throws IOException {
    return GOLDEN.models("node_00.onnx");
  }

  @Test
  void thereAreFiles() throws IOException {
    assertEquals(86, files().size());
  }

  @ParameterizedTest
  @MethodSource("files")
  void computesWhatOnnxRuntimeDoes(String name) throws IOException {
    GOLDEN.assertComputes(name, Models.read(GOLDEN.path(name)), TOLERANCE);
  }

  @Test
  void saysWhatBecameOfEachNode() throws IOException {
    ReadModel model = Models.read(GOLDEN.path("torch_both_ends.onnx"));
    assertEquals(
        List.of(
            "node 10 '/lstm/LSTM' (LSTM): bidirectional lstm 4 (two biases)",
            "node 16 '/head/Gemm' (Gemm): both ends, dense 2"),
        model.layers());
    assertTrue(model.format().startsWith("ONNX, opset "), model.format());
    assertEquals(List.of(), model.assumptions());
    assertEquals(
        List.of(
            "node 9 '/lstm/LSTM' (LSTM): the input 'h' is a first state, which a ModelState has here",
            "node 9 '/lstm/LSTM' (LSTM): the input 'c' is a first state, which a ModelState has here",
            "node 20 '/lstm/LSTM_1' (LSTM): the input 'h' is a first state, which a ModelState has here",
            "node 20 '/lstm/LSTM_1' (LSTM): the input 'c' is a first state, which a ModelState has here",
            "the output '160' is left out: a last state, which a ModelState has, or a last step",
            "the output '161' is left out: a last state, which a ModelState has, or a last step"),
        Models.read(GOLDEN.path("torch_states.onnx")).assumptions());
  }

  private static void refused(String message, String name) throws IOException {
    Path path = GOLDEN.path("refused/" + name);
    var e = assertThrows(FormatException.class, () -> Models.read(path));
    assertEquals(path + ": " + message, e.getMessage());
  }

  @Test
  void refusesWhatThereIsNoLayerFor() throws IOException {
    String none =
        "; the graph has no LSTM node, and one written out in single operators is not read";
    refused(
        "node 3 '/Gather' (Gather) takes number 0 of the steps; of a sequence the last step can be"
            + " taken alone"
            + none,
        "written_out.onnx");
    refused(
        "node 43 '/b/LSTM' (LSTM) reads what other nodes have read before; expected layers that"
            + " follow one another",
        "side_by_side.onnx");
    refused(
        "node 28 '/Slice' (Slice) cuts the steps from -3 to the end in steps of 1; of a sequence the"
            + " last step can be taken alone",
        "last_three.onnx");
    refused("node 11 '/GRU' (GRU) is of a kind that there is no layer for" + none, "gru.onnx");
  }

  @Test
  void takesNoTensorFromOutsideOfTheFolder() throws IOException {
    String name = "special_external.data";
    String outside = "../" + name.substring(3);
    Path within = Files.createDirectory(folder.resolve("within"));
    Files.copy(GOLDEN.path(name), folder.resolve(name.substring(3)));
    byte[] file = Files.readAllBytes(GOLDEN.path("special_external.onnx"));
    Path path = within.resolve("model.onnx");
    Files.write(
        path,
        new String(file, StandardCharsets.ISO_8859_1)
            .replace(name, outside)
            .getBytes(StandardCharsets.ISO_8859_1));
    var e = assertThrows(FormatException.class, () -> Models.read(path));
    assertEquals(
        path
            + ": the tensor 'W' lies in '../cial_external.data'; expected a file in the folder of the"
            + " model",
        e.getMessage());
  }

  @Test
  void noMutantEscapes() throws IOException {
    Mutants.areReadOrRefused(
        folder,
        List.of(
            GOLDEN.path("torch_around.onnx"),
            GOLDEN.path("torch_states.onnx"),
            GOLDEN.path("node_02.onnx")));
  }
}
