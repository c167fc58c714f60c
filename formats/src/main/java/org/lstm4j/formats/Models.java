package org.lstm4j.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.lstm4j.formats.keras.KerasModel;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.ModelFile;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.StateDict;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/**
 * Reads models, whatever wrote them: the content of a file tells what it is, and its name nothing.
 *
 * <pre>
 * lstm4j     .safetensors              our own model files
 * PyTorch    .safetensors, .pt, .pth   state dicts of one LSTM, with one Linear on it or none;
 *                                      for others see {@link StateDict}
 * Keras      .keras, .h5               chains of the layers that there are
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
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such file");
    }
    if (isKeras(path)) {
      try {
        return KerasModel.read(path);
      } catch (FormatException | IllegalArgumentException e) {
        throw new FormatException("%s: %s".formatted(path, e.getMessage()), e);
      }
    }
    if (!begins(path, ZIP)) {
      SafeTensors file = SafeTensors.read(path);
      if (file.metadata().containsKey("lstm4j.model")) {
        Parameters parameters = ModelFile.load(path).parameters();
        return new ReadModel("lstm4j", parameters, lines(parameters), List.of());
      }
    }
    return stateDict(path);
  }

  private static boolean isKeras(Path path) throws IOException {
    if (begins(path, HDF5)) {
      return true;
    }
    if (!begins(path, ZIP)) {
      return false;
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return zip.getEntry(KerasModel.CONFIG) != null;
    } catch (ZipException e) {
      throw new FormatException(
          "%s: the ZIP file is damaged: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static boolean begins(Path path, String signature) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] first = in.readNBytes(signature.length());
      return new String(first, StandardCharsets.ISO_8859_1).equals(signature);
    }
  }

  private static ReadModel stateDict(Path path) throws IOException {
    try {
      Parameters parameters = StateDict.read(path).model(ModelSpec.Output.SEQUENCE);
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
