package org.lstm4j.formats.audio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.Tensor;

/**
 * Models of audio effects, which programs load from JSON: RTNeural's, as its scripts write them
 * from Keras and from PyTorch, and those of the Neural Amp Modeler that are LSTMs.
 */
public final class AudioModel {
  private static final long MOST_BYTES = 200_000_000;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(50).build())
                  .build())
          .build();

  private AudioModel() {}

  /**
   * Reads a model.
   *
   * @param path the file
   * @return the model
   * @throws FormatException if it is none of these, is damaged, or holds what there is no layer for
   * @throws IOException if it cannot be read
   */
  public static ReadModel read(Path path) throws IOException {
    JsonNode model = json(path);
    return isNam(model) ? NamModel.read(model) : RtNeuralModel.read(model);
  }

  /**
   * {@return whether a JSON file is such a model; else it may be one of tensors}
   *
   * @param path the file
   * @throws FormatException if it is no JSON
   * @throws IOException if it cannot be read
   */
  public static boolean isModel(Path path) throws IOException {
    JsonNode model = json(path);
    return isNam(model) || model.has("layers");
  }

  private static boolean isNam(JsonNode model) {
    return model.has("architecture");
  }

  /**
   * Reads a PyTorch program's tensors, as RTNeural's scripts write them: arrays by their names.
   *
   * @param path the file
   * @return the tensors
   * @throws FormatException if it holds something else
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> tensors(Path path) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json(path).properties()) {
      List<Integer> shape = new ArrayList<>();
      for (JsonNode node = entry.getValue(); node.isArray(); node = node.path(0)) {
        shape.add(node.size());
      }
      String name = "the tensor '%s'".formatted(entry.getKey());
      int[] sizes = shape.stream().mapToInt(Integer::intValue).toArray();
      tensors.put(entry.getKey(), new Tensor(shape, Numbers.of(name, entry.getValue(), sizes)));
    }
    return tensors;
  }

  private static JsonNode json(Path path) throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      throw new FormatException(
          "the JSON file has %d bytes; expected at most %d"
              .formatted(Files.size(path), MOST_BYTES));
    }
    try {
      return JSON.readTree(Files.readAllBytes(path));
    } catch (JsonProcessingException e) {
      throw new FormatException("the file is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
