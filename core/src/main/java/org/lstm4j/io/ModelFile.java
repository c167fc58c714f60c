package org.lstm4j.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.lstm4j.layer.LayerKinds;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/**
 * A model in a file: a safetensors file with PyTorch's names and shapes, and in its metadata the
 * architecture, the scaler, the vocabulary and notes, with a SHA-256 of all of it: a file of which
 * anything was damaged or changed is refused. Loading gives the same bits back. Weights that
 * another program saved have no architecture beside them: {@link StateDict}.
 *
 * <p>PyTorch's LSTM has two biases of which only the sum acts: {@code lstm.bias_ih_l{k}} holds
 * ours, {@code lstm.bias_hh_l{k}} is zero.
 *
 * @param parameters the model
 * @param preprocessing what raw data passes through first
 * @param notes texts of the user's own by their names, such as where the data came from
 */
public record ModelFile(
    Parameters parameters, Preprocessing preprocessing, Map<String, String> notes) {

  /**
   * Checks that all weights are finite and that the preprocessing makes what the model reads, and
   * copies the notes.
   */
  public ModelFile {
    parameters.checkFinite();
    notes = Map.copyOf(notes);
    ModelSpec spec = parameters.spec();
    if (preprocessing.vocabulary().isPresent()) {
      check("characters of the vocabulary", preprocessing.vocabulary().get().size(), spec);
    }
    if (preprocessing.scaler().isPresent()) {
      check("columns of the scaler", preprocessing.scaler().get().columns(), spec);
    }
  }

  /**
   * A file without notes.
   *
   * @param parameters the model
   * @param preprocessing what raw data passes through first
   */
  public ModelFile(Parameters parameters, Preprocessing preprocessing) {
    this(parameters, preprocessing, Map.of());
  }

  private static void check(String what, int size, ModelSpec spec) {
    if (size != spec.inputSize()) {
      throw new IllegalArgumentException(
          "there are %d %s; the model reads %d".formatted(size, what, spec.inputSize()));
    }
  }

  /**
   * Writes the file; it appears whole or not at all.
   *
   * @param path the file, replaced if it exists
   * @throws IOException if it cannot be written
   */
  public void save(Path path) throws IOException {
    tensors().write(path);
  }

  /**
   * Writes the file's bytes.
   *
   * @param out where to; neither flushed nor closed
   * @throws IOException if it cannot be written
   */
  public void writeTo(OutputStream out) throws IOException {
    tensors().writeTo(out);
  }

  private SafeTensors tensors() {
    Map<String, String> metadata = ModelMetadata.write(parameters.spec(), preprocessing, notes);
    return new SafeTensors(ModelTensors.of(parameters), metadata).withSum(ModelMetadata.SUM);
  }

  /**
   * {@return whether tensors are those of a file that {@link #save} wrote, damaged or not}
   *
   * @param file the tensors with their metadata
   */
  public static boolean isModel(SafeTensors file) {
    return file.metadata().keySet().stream().anyMatch(key -> key.startsWith(ModelMetadata.OURS));
  }

  /**
   * Reads a file that {@link #save} wrote.
   *
   * @param path the file
   * @return the model and its preprocessing
   * @throws FormatException if the file is damaged or holds no model of this library; the message
   *     names the file
   * @throws IOException if it cannot be read
   */
  public static ModelFile load(Path path) throws IOException {
    return load(path, LayerKinds.all());
  }

  /**
   * Reads a file that {@link #save} wrote, with layers of other kinds too.
   *
   * @param path the file
   * @param kinds the kinds of layers that it may hold
   * @return the model and its preprocessing
   * @throws FormatException if the file is damaged or holds no model of this library; the message
   *     names the file
   * @throws IOException if it cannot be read
   */
  public static ModelFile load(Path path, LayerKinds kinds) throws IOException {
    SafeTensors file = SafeTensors.read(path);
    try {
      ModelSpec spec = ModelMetadata.spec(file.metadata(), kinds);
      Preprocessing preprocessing = ModelMetadata.preprocessing(file.metadata());
      if (!file.others().isEmpty()) {
        throw new FormatException("tensors are of other types, %s".formatted(file.others()));
      }
      Parameters parameters = ModelTensors.parameters(spec, file.tensors());
      ModelFile model =
          new ModelFile(parameters, preprocessing, ModelMetadata.notes(file.metadata()));
      ModelMetadata.check(file);
      return model;
    } catch (FormatException | IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
