package org.lstm4j.formats.keras;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.lstm4j.file.ZipContent;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.io.FormatException;

/**
 * A Keras model in a file: since Keras 3 a ZIP file of its configuration and its weights, before
 * that one HDF5 file of both. What it was compiled with is of no interest.
 */
public final class KerasModel {
  /** The configuration within an archive. */
  public static final String CONFIG = "config.json";

  private static final String METADATA = "metadata.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final int MOST_TEXT = 100_000_000;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 64;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(200).build())
                  .build())
          .build();

  private KerasModel() {}

  /**
   * Reads a model.
   *
   * @param path a {@code .keras} or an HDF5 file
   * @return the model
   * @throws FormatException if it is damaged or holds what there is no layer for
   * @throws IOException if it cannot be read
   */
  public static ReadModel read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      if (in.read() != 'P') {
        return readWhole(path);
      }
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      JsonNode model = json(CONFIG, text(zip, CONFIG));
      String version =
          json(METADATA, text(zip, METADATA)).path("keras_version").asText("3 or older");
      List<KerasLayer> layers = KerasChain.layers(model);
      byte[] bytes = entry(zip, WEIGHTS, MOST_BYTES);
      return withFile(
          () -> HdfFile.fromBytes(bytes),
          file ->
              KerasConversion.of(
                  version, layers, KerasWeights.archived(file, layers, bytes.length)));
    } catch (ZipException | EOFException e) {
      throw new FormatException("the ZIP file is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model whose description and weights are in two files, {@code model.to_json()} and
   * {@code model.save_weights("….weights.h5")}.
   *
   * @param description the JSON
   * @param weights the HDF5 file
   * @return the model
   * @throws FormatException if one is damaged, they do not fit each other, or there is what there
   *     is no layer for
   * @throws IOException if one cannot be read
   */
  public static ReadModel read(Path description, Path weights) throws IOException {
    if (Files.size(description) > MOST_TEXT) {
      throw new FormatException("'%s' has more than %d bytes".formatted(description, MOST_TEXT));
    }
    JsonNode model = json(description.toString(), Files.readString(description));
    List<KerasLayer> layers = KerasChain.layers(model);
    String version = model.path("keras_version").asText("3 or newer");
    return withFile(
        () -> whole(weights),
        file ->
            KerasConversion.of(
                version,
                layers,
                file.getAttribute("layer_names") == null
                    ? KerasWeights.archived(file, layers, Files.size(weights))
                    : KerasWeights.legacy(file, layers, Files.size(weights))));
  }

  private static ReadModel readWhole(Path path) throws IOException {
    return withFile(
        () -> whole(path),
        file -> {
          String config = attribute(file, "model_config");
          if (config == null) {
            throw new FormatException(
                "this HDF5 file has weights and no model; give its JSON too, Models.readKeras, or save"
                    + " the model itself");
          }
          List<KerasLayer> layers = KerasChain.layers(json("model_config", config));
          String version = attribute(file, "keras_version");
          return KerasConversion.of(
              version == null ? "2 or older" : version,
              layers,
              KerasWeights.legacy(file, layers, Files.size(path)));
        });
  }

  /**
   * Out of memory, where the library asks for no more than there is, whatever a damaged file says.
   */
  private static HdfFile whole(Path path) throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      throw new FormatException(
          "the HDF5 file has %d bytes; expected less than 2 GiB".formatted(Files.size(path)));
    }
    return HdfFile.fromBytes(Files.readAllBytes(path));
  }

  private interface Opening {
    HdfFile open() throws IOException;
  }

  private interface Use {
    ReadModel use(HdfFile file) throws IOException;
  }

  /** What the library throws at a damaged file is all kinds of exceptions. */
  @SuppressWarnings("IllegalCatch")
  private static ReadModel withFile(Opening opening, Use use) throws IOException {
    try (HdfFile file = opening.open()) {
      return use.use(file);
    } catch (IllegalArgumentException e) {
      throw new FormatException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      throw new FormatException("the HDF5 file is damaged: " + e, e);
    }
  }

  private static String attribute(HdfFile file, String name) {
    Attribute attribute = file.getAttributes().get(name);
    return attribute == null ? null : String.valueOf(attribute.getData());
  }

  private static String text(ZipFile zip, String name) throws IOException {
    return new String(entry(zip, name, MOST_TEXT), StandardCharsets.UTF_8);
  }

  /** An entry of so many bytes at most, and not of more than such an archive can hold. */
  private static byte[] entry(ZipFile zip, String name, int most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new FormatException("the archive has no '%s'".formatted(name));
    }
    long possible = KerasWeights.MOST_COMPRESSION * Math.max(1, entry.getCompressedSize());
    return ZipContent.bytes(zip, entry, Math.min(most, possible));
  }

  private static JsonNode json(String what, String text) throws FormatException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new FormatException("'%s' is no JSON: %s".formatted(what, e.getOriginalMessage()), e);
    }
  }
}
