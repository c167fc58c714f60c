package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.io.FormatException;

/** Models of audio effects. What RTNeural's compute is in {@link PublishedNumbersTest}. */
class AudioTest {
  private static final Golden GOLDEN = new Golden("/golden/audio");

  @TempDir private Path folder;

  /**
   * Against double precision: a unit roundoff for each of 9 steps of 2 layers, of 4 products and
   * some 20 operations, whose values are below 8.
   */
  @Test
  void modelOfTheNeuralAmpModelerBeginsWithItsState() throws IOException {
    ReadModel read = Models.read(GOLDEN.path("lstm.nam"));
    assertEquals("Neural Amp Modeler 0.5.4", read.format());
    assertEquals(List.of("layer 0: lstm 3", "layer 1: lstm 3", "head: dense 1"), read.layers());
    assertEquals(
        List.of("first states were trained; a stream of the model has to begin with them"),
        read.assumptions());
    GOLDEN.assertComputes("lstm.nam", read, 0x1p-24f * 9 * 2 * (4 + 20) * 8);
  }

  private Path changed(Path from, String old, String now) throws IOException {
    String text = Files.readString(from);
    assertTrue(text.contains(old), old);
    return Files.writeString(folder.resolve("changed.json"), text.replace(old, now));
  }

  private static void refused(String message, Path path) {
    var e = assertThrows(FormatException.class, () -> Models.read(path));
    assertEquals(path + ": " + message, e.getMessage());
  }

  @Test
  void refusesWhatThereIsNoLayerFor() throws IOException {
    Path nam = GOLDEN.path("lstm.nam");
    refused(
        "the model of the Neural Amp Modeler is a \"WaveNet\"; expected an LSTM",
        changed(nam, "\"LSTM\"", "\"WaveNet\""));
    refused(
        "the model has 160 weights; expected those of 3 layers of 3 units over 1 inputs, and a head",
        changed(nam, "\"num_layers\": 2", "\"num_layers\": 3"));
    refused(
        "num_layers is 2000000000000; expected a whole number of at least 1",
        changed(nam, "\"num_layers\": 2", "\"num_layers\": 2000000000000"));
    Path rtNeural = new Golden("/published/rtneural").path("lstm_1d.json");
    refused(
        "layer 0 (gru) is of a kind that there is no layer for",
        changed(rtNeural, "\"lstm\"", "\"gru\""));
    refused(
        "layer 1 (dense) has the activation 'mish'; expected tanh, relu, sigmoid, elu, softmax or none",
        changed(rtNeural, "\"activation\": \"\"", "\"activation\": \"mish\""));
    refused(
        "layer 0 (lstm) has 1 of them where 2 values or arrays are expected",
        changed(rtNeural, "\"in_shape\": [null, null, 1]", "\"in_shape\": [null, null, 2]"));
  }

  @Test
  void noMutantEscapes() throws IOException {
    Mutants.areReadOrRefused(
        folder,
        List.of(GOLDEN.path("lstm.nam"), new Golden("/published/rtneural").path("lstm_1d.json")));
  }
}
