package org.lstm4j.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.lstm4j.infer.PredictionStream;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.SafeTensors;
import org.lstm4j.io.Tensor;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.Parameters;

/** Files that other systems wrote, with what their models compute there. */
final class Golden {
  private final String folder;

  Golden(String folder) {
    this.folder = folder;
  }

  Path path(String name) {
    try {
      return Path.of(Objects.requireNonNull(Golden.class.getResource(folder + "/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** {@return the names of the model files} */
  List<String> models(String one) throws IOException {
    try (Stream<Path> files = Files.list(path(one).getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(".*\\.(keras|h5|onnx)"))
          .sorted()
          .toList();
    }
  }

  /**
   * Compares what a model computes with what the file beside it says.
   *
   * @param tolerance of values up to 8 in magnitude; in proportion for larger outputs
   */
  void assertComputes(String name, ReadModel model, float tolerance) throws IOException {
    String base = name.substring(0, name.lastIndexOf('.'));
    Map<String, Tensor> io = SafeTensors.read(path(base + ".io.safetensors")).tensors();
    Tensor x = Objects.requireNonNull(io.get("x"));
    Tensor y = Objects.requireNonNull(io.get("y"));
    int batch = x.shape().get(0);
    float largest = 8f;
    for (float value : y.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int b = 0; b < batch; b++) {
      float[] outputs =
          outputs(model, part(x, b, batch), x.shape().get(1), y.values().length / batch);
      assertArrayEquals(part(y, b, batch), outputs, tolerance * largest / 8f, name);
    }
  }

  /** What a model makes of one sequence. */
  static float[] outputs(Parameters model, float[] inputs, int steps, int length) {
    return outputs(new ReadModel("", model, List.of(), List.of()), inputs, steps, length);
  }

  /** What a model that was read makes of one sequence. */
  static float[] outputs(ReadModel model, float[] inputs, int steps, int length) {
    float[] outputs = new float[length];
    try (PredictionStream stream = new Predictor(model.parameters()).newStream()) {
      model.firstState().ifPresent(stream::loadState);
      if (model.parameters().spec().input() == Kind.VALUES) {
        stream.run(inputs, steps, outputs);
      } else {
        int[] indices = new int[inputs.length];
        Arrays.setAll(indices, i -> (int) inputs[i]);
        stream.run(indices, steps, outputs);
      }
    }
    return outputs;
  }

  private static float[] part(Tensor all, int b, int batch) {
    int length = all.values().length / batch;
    return Arrays.copyOfRange(all.values(), b * length, (b + 1) * length);
  }
}
