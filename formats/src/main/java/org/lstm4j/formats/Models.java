package org.lstm4j.formats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.lstm4j.file.RegularFile;
import org.lstm4j.formats.audio.AudioModel;
import org.lstm4j.formats.keras.KerasModel;
import org.lstm4j.formats.onnx.OnnxModel;
import org.lstm4j.formats.onnx.OnnxWriter;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.ModelFile;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.StateDict;
import org.lstm4j.io.Tensor;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/**
 * Reads models, whatever wrote them, and writes them for others. The content of a file tells what
 * it is, and its name nothing.
 *
 * <pre>
 * lstm4j     .safetensors              our own model files
 * PyTorch    .safetensors, .pt, .pth   state dicts of one LSTM, with one Linear on it or none;
 *            .npz, .json               for others see {@link #readStateDict}
 * Keras      .keras, .h5               chains of the layers that there are; for a description and
 *                                      weights in two files see {@link #readKeras}
 * ONNX       .onnx                     the same, as exporters write them
 * RTNeural   .json                     the layers that its scripts write from Keras
 * NAM        .nam                      LSTMs of the Neural Amp Modeler
 * </pre>
 *
 * <p>What cannot be represented is refused with its name, and never left out in silence.
 */
public final class Models {
  private static final String HDF5 = "\u0089HDF\r\n\u001a\n";
  private static final String ZIP = "PK\3\4";

  private Models() {}

  /**
   * Reads a model.
   *
   * @param path the file
   * @return the model, and what was made of its file
   * @throws FormatException if it is of no known kind, is damaged, or holds what there is no layer
   *     for; the message names the file and the place in it
   * @throws IOException if it cannot be read
   */
  public static ReadModel read(Path path) throws IOException {
    RegularFile.check(path);
    byte[] first = beginning(path);
    if (isKeras(path, first)) {
      return named(path, KerasModel::read);
    }
    if (OnnxModel.isOnnx(first)) {
      return named(path, OnnxModel::read);
    }
    if (isJson(first) && named(path, AudioModel::isModel)) {
      return named(path, AudioModel::read);
    }
    return isTensors(first) ? tensors(path) : stateDict(path);
  }

  /**
   * Reads a Keras model whose description and weights are in two files, {@code model.to_json()} and
   * {@code model.save_weights("….weights.h5")}.
   *
   * @param description the JSON
   * @param weights the HDF5 file
   * @return the model
   * @throws FormatException if one is damaged, they do not fit each other, or hold what there is no
   *     layer for; the message names the weights
   * @throws IOException if one cannot be read
   */
  public static ReadModel readKeras(Path description, Path weights) throws IOException {
    return named(weights, path -> KerasModel.read(description, path));
  }

  /**
   * Reads a PyTorch program's tensors, of which {@link #read} makes a model only if there is one
   * LSTM with one Linear on it or none.
   *
   * @param path a file of {@code torch.save} or safetensors; NumPy's {@code .npz}; or JSON as
   *     RTNeural's scripts write it from PyTorch
   * @return the tensors
   * @throws FormatException if it is of no such kind, is damaged, or holds a value that is not
   *     finite, or a recurrent module other than an LSTM; the message names the file
   * @throws IOException if it cannot be read
   */
  public static StateDict readStateDict(Path path) throws IOException {
    RegularFile.check(path);
    byte[] first = beginning(path);
    boolean isJson = isJson(first);
    if (!isJson && !(begins(first, ZIP) && hasEntry(path, name -> name.endsWith(".npy")))) {
      return StateDict.read(path);
    }
    Map<String, Tensor> tensors = isJson ? named(path, AudioModel::tensors) : NumPy.readAll(path);
    try {
      return StateDict.of(path.toString(), tensors);
    } catch (IllegalArgumentException e) {
      throw new FormatException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A safetensors file begins with the length of its header, which may look like a brace. */
  private static boolean isJson(byte[] first) {
    return begins(first, "{") && first.length > 1 && first[1] != 0;
  }

  private static boolean isTensors(byte[] first) {
    return !begins(first, ZIP) && !isJson(first);
  }

  /**
   * Writes a model.
   *
   * @param parameters the model
   * @param path the file, replaced if it exists; it appears whole or not at all
   * @param format what it shall be
   * @throws IllegalArgumentException if the format has nothing for one of its layers; the message
   *     names it
   * @throws IOException if it cannot be written
   */
  public static void write(Parameters parameters, Path path, ModelFormat format)
      throws IOException {
    switch (format) {
      case LSTM4J -> new ModelFile(parameters, Preprocessing.none()).save(path);
      case ONNX -> OnnxWriter.write(parameters, false, path);
      case ONNX_WITH_STATES -> OnnxWriter.write(parameters, true, path);
    }
  }

  private interface Reader<T> {
    T read(Path path) throws IOException;
  }

  /** Readers that know the content of a file do not name it. */
  private static <T> T named(Path path, Reader<T> reader) throws IOException {
    try {
      return reader.read(path);
    } catch (FormatException | IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static byte[] beginning(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(Long.BYTES + 1);
    }
  }

  private static boolean begins(byte[] first, String signature) {
    return new String(first, StandardCharsets.ISO_8859_1).startsWith(signature);
  }

  private static boolean isKeras(Path path, byte[] first) throws IOException {
    if (begins(first, HDF5)) {
      return true;
    }
    if (!begins(first, ZIP)) {
      return false;
    }
    return hasEntry(path, KerasModel.CONFIG::equals);
  }

  private static boolean hasEntry(Path path, Predicate<String> wanted) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return zip.stream().map(ZipEntry::getName).anyMatch(wanted);
    } catch (ZipException | EOFException e) {
      throw new FormatException(
          "%s: the ZIP file is damaged: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** One of our files, or PyTorch's tensors. */
  private static ReadModel tensors(Path path) throws IOException {
    SafeTensors tensors;
    try {
      tensors = SafeTensors.read(path);
    } catch (FormatException e) {
      throw new FormatException(
          e.getMessage() + "; nor is it a model of Keras, of ONNX, or of torch.save", e);
    }
    if (!ModelFile.isModel(tensors)) {
      return stateDict(path);
    }
    ModelFile file = ModelFile.load(path);
    Parameters parameters = file.parameters();
    return new ReadModel(
        "lstm4j", parameters, file.preprocessing(), Optional.empty(), lines(parameters), List.of());
  }

  private static ReadModel stateDict(Path path) throws IOException {
    try {
      Parameters parameters = readStateDict(path).model(ModelSpec.Output.SEQUENCE);
      return new ReadModel(
          "PyTorch state dict",
          parameters,
          lines(parameters),
          List.of("an output at every step, and no activation on it: no tensor tells"));
    } catch (IllegalArgumentException e) {
      throw new FormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<String> lines(Parameters parameters) {
    return parameters.spec().layers().stream().map(LayerSpec::toString).toList();
  }
}
