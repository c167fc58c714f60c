package org.lstm4j.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lstm4j.layer.LayerKinds;
import org.lstm4j.layer.Slice;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/**
 * A model in a file: a safetensors file with PyTorch's names and shapes, and in its metadata the
 * architecture, the scaler, the vocabulary and notes. Loading gives the same bits back.
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

  /** Checks that the preprocessing makes what the model reads, and copies the notes. */
  public ModelFile {
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
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slice slice : parameters.layout().slices()) {
      float[] values = parameters.get(slice.name());
      List<Integer> shape =
          slice.vector() ? List.of(slice.columns()) : List.of(slice.rows(), slice.columns());
      Optional<String> bias = biasSuffix(slice.name());
      if (bias.isPresent()) {
        tensors.put(INPUT_BIAS + bias.get(), new Tensor(shape, values));
        tensors.put(RECURRENT_BIAS + bias.get(), new Tensor(shape, new float[values.length]));
      } else {
        tensors.put(slice.name(), new Tensor(shape, values));
      }
    }
    Map<String, String> metadata = ModelMetadata.write(parameters.spec(), preprocessing, notes);
    new SafeTensors(tensors, metadata).write(path);
  }

  private static final String BIAS = "lstm.bias_l";
  private static final String INPUT_BIAS = "lstm.bias_ih_l";
  private static final String RECURRENT_BIAS = "lstm.bias_hh_l";

  private static Optional<String> biasSuffix(String name) {
    return name.startsWith(BIAS) ? Optional.of(name.substring(BIAS.length())) : Optional.empty();
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
      Map<String, Tensor> left = new LinkedHashMap<>(file.tensors());
      Map<String, float[]> values = new LinkedHashMap<>();
      for (Slice slice : Parameters.layoutOf(spec).slices()) {
        values.put(slice.name(), take(left, slice));
      }
      if (!left.isEmpty()) {
        throw new FormatException(
            "the tensor '%s' does not belong to the model"
                .formatted(left.keySet().iterator().next()));
      }
      Parameters parameters = new Parameters(spec); // now that a damaged size cannot blow it up
      values.forEach(parameters::set);
      return new ModelFile(parameters, preprocessing, ModelMetadata.notes(file.metadata()));
    } catch (FormatException | IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static float[] take(Map<String, Tensor> tensors, Slice slice) throws FormatException {
    Optional<String> bias = biasSuffix(slice.name());
    if (bias.isEmpty()) {
      return take(tensors, slice.name(), slice);
    }
    float[] sum = take(tensors, INPUT_BIAS + bias.get(), slice);
    float[] recurrent = take(tensors, RECURRENT_BIAS + bias.get(), slice);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = recurrent[i] == 0f ? sum[i] : sum[i] + recurrent[i];
    }
    return sum;
  }

  private static float[] take(Map<String, Tensor> tensors, String name, Slice slice)
      throws FormatException {
    Tensor tensor = tensors.remove(name);
    if (tensor == null) {
      throw new FormatException("the tensor '%s' is missing".formatted(name));
    }
    List<Integer> expected =
        slice.vector() ? List.of(slice.columns()) : List.of(slice.rows(), slice.columns());
    if (!tensor.shape().equals(expected)) {
      throw new FormatException(
          "the tensor '%s' has the shape %s; expected %s"
              .formatted(name, tensor.shape(), expected));
    }
    return tensor.values();
  }
}
