package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.io.FormatException;

/** Files that Keras wrote, and what their models compute there. */
class KerasTest {
  /**
   * A unit roundoff for each operation on the longest way: 9 steps of at most 4 recurrent layers, a
   * chain of at most 12 products and some 20 operations each, there and here, whose values are
   * below 8 in magnitude where they are added.
   */
  private static final float TOLERANCE = 0x1p-24f * 2 * 9 * 4 * (12 + 20) * 8;

  @TempDir private Path folder;

  private static final Golden GOLDEN = new Golden("/golden/keras");

  private static Path golden(String name) {
    return GOLDEN.path(name);
  }

  static List<String> files() throws IOException {
    return GOLDEN.models("last.keras").stream()
        .filter(name -> !name.equals("apart.weights.h5"))
        .toList();
  }

  @Test
  void thereAreFiles() throws IOException {
    assertEquals(25, files().size());
  }

  @ParameterizedTest
  @MethodSource("files")
  void computesWhatKerasDoes(String name) throws IOException {
    GOLDEN.assertComputes(name, Models.read(golden(name)), TOLERANCE);
  }

  @Test
  void bothFilesOfAModelAreTheSame() throws IOException {
    for (String name : List.of("stack", "both_ways", "around", "words")) {
      assertEquals(
          Models.read(golden(name + ".keras")).parameters().sha256(),
          Models.read(golden(name + ".h5")).parameters().sha256());
    }
  }

  @Test
  void aModelInTwoFilesIsTheSame() throws IOException {
    assertEquals(
        Models.read(golden("stack.keras")).parameters().sha256(),
        Models.readKeras(golden("apart.json"), golden("apart.weights.h5")).parameters().sha256());
    Path weights = golden("apart.weights.h5");
    var e = assertThrows(FormatException.class, () -> Models.read(weights));
    assertEquals(
        weights
            + ": this HDF5 file has weights and no model; give its JSON too, Models.readKeras, or save"
            + " the model itself",
        e.getMessage());
  }

  @Test
  void saysWhatBecameOfEachLayer() throws IOException {
    ReadModel model = Models.read(golden("both_ends.keras"));
    assertEquals(
        List.of(
            "input_layer (InputLayer): nothing to compute",
            "bidirectional (Bidirectional): bidirectional lstm 4, both ends",
            "dense (Dense): dense 2"),
        model.layers());
    assertTrue(model.format().startsWith("Keras 3"), model.format());
    assertEquals(List.of(), model.assumptions());
  }

  private Path changed(String name, String from, String to) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(golden(name).toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    String config =
        new String(Objects.requireNonNull(entries.get("config.json")), StandardCharsets.UTF_8);
    assertTrue(config.contains(from), config);
    entries.put("config.json", config.replace(from, to).getBytes(StandardCharsets.UTF_8));
    Path path = folder.resolve("changed.keras");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return path;
  }

  private void refused(String message, String name, String from, String to) throws IOException {
    Path path = changed(name, from, to);
    var e = assertThrows(FormatException.class, () -> Models.read(path));
    assertEquals(path + ": " + message, e.getMessage());
  }

  @Test
  void refusesWhatThereIsNoLayerFor() throws IOException {
    refused(
        "the GRU 'lstm' is of a kind that there is no layer for",
        "last.keras",
        "\"class_name\": \"LSTM\"",
        "\"class_name\": \"GRU\"");
    refused(
        "the LSTM 'lstm' has recurrent_activation = mish; expected one of [linear, sigmoid, tanh,"
            + " relu, hard_sigmoid, softsign, softplus, elu, silu, gelu, leaky_relu, softmax]",
        "last.keras",
        "\"recurrent_activation\": \"sigmoid\"",
        "\"recurrent_activation\": \"mish\"");
    refused(
        "the LSTM 'lstm' has return_state = true; expected false",
        "last.keras",
        "\"return_state\": false",
        "\"return_state\": true");
    refused(
        "the LSTM 'lstm' has an array of the shape [2, 16]; expected [2, 20]",
        "last.keras",
        "\"units\": 4",
        "\"units\": 5");
    refused(
        "the Conv1D 'conv1d' has padding = valid; expected causal or same",
        "around.keras",
        "\"padding\": \"causal\"",
        "\"padding\": \"valid\"");
    refused(
        "the Bidirectional 'bidirectional' has a LSTM merged by mul; expected an LSTM and concat or"
            + " sum",
        "both_ways.keras",
        "\"merge_mode\": \"concat\"",
        "\"merge_mode\": \"mul\"");
  }

  @Test
  void noMutantEscapes() throws IOException {
    Mutants.areReadOrRefused(
        folder, List.of(golden("last.h5"), golden("last.keras"), golden("words.h5")));
  }
}
