package org.lstm4j.formats.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lstm4j.io.FormatException;
import org.lstm4j.io.Tensor;

/**
 * The weights of a Keras model, which its layers have in a fixed order:
 *
 * <pre>
 * Keras 3   layers/lstm_1/cell/vars/0      numbered by class; names do not count
 * .h5       model_weights/my_lstm/…        the layer's attribute weight_names has the order
 * </pre>
 */
final class KerasWeights {
  /** No file of this size holds so many times as many numbers. */
  static final long MOST_COMPRESSION = 1000;

  private final HdfFile file;
  private final long bytes;
  private final Map<String, String> groups = new HashMap<>(); // of layers, by their names
  private final boolean legacy;

  private KerasWeights(HdfFile file, long bytes, boolean legacy) {
    this.file = file;
    this.bytes = bytes;
    this.legacy = legacy;
  }

  /** The weights of a file that Keras 3 writes into its archives. */
  static KerasWeights archived(HdfFile file, List<KerasLayer> layers, long bytes)
      throws FormatException {
    KerasWeights weights = new KerasWeights(file, bytes, false);
    String root =
        file.getChildren().containsKey("layers") ? "layers" : "_layer_checkpoint_dependencies";
    if (!file.getChildren().containsKey(root)) {
      throw new FormatException("the weights have no group 'layers'");
    }
    Map<String, Integer> used = new HashMap<>();
    for (KerasLayer layer : layers) {
      String kind = snakeCase(layer.kind());
      int number = used.merge(kind, 1, Integer::sum) - 1;
      weights.groups.put(layer.name(), root + "/" + (number == 0 ? kind : kind + "_" + number));
    }
    return weights;
  }

  /** The weights of a file that holds a whole model. */
  static KerasWeights legacy(HdfFile file, List<KerasLayer> layers, long bytes) {
    KerasWeights weights = new KerasWeights(file, bytes, true);
    boolean whole = file.getChildren().containsKey("model_weights");
    for (KerasLayer layer : layers) {
      weights.groups.put(layer.name(), (whole ? "model_weights/" : "") + layer.name());
    }
    return weights;
  }

  /** Keras' names of classes in files. */
  private static String snakeCase(String name) {
    return name.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the arrays of a layer, in Keras' order}
   *
   * @param layer the layer
   * @param parts where Keras 3 keeps them within the layer's group, such as {@code cell}
   */
  List<Tensor> of(KerasLayer layer, List<String> parts) throws FormatException {
    String group = groups.get(layer.name());
    List<Tensor> arrays = new ArrayList<>();
    if (legacy) {
      if (child(file, group) instanceof Group own) {
        for (String name : names(own)) {
          arrays.add(array(group + "/" + name));
        }
      }
      return arrays;
    }
    for (String part : parts) {
      String vars = part.isEmpty() ? group + "/vars" : group + "/" + part + "/vars";
      if (child(file, vars) instanceof Group own) {
        for (int k = 0; own.getChildren().containsKey(String.valueOf(k)); k++) {
          arrays.add(array(vars + "/" + k));
        }
      }
    }
    return arrays;
  }

  /** {@return the arrays of a layer, as many as there must be} */
  List<Tensor> of(KerasLayer layer, List<String> parts, int count) throws FormatException {
    List<Tensor> arrays = of(layer, parts);
    if (arrays.size() != count) {
      throw layer.refused(
          "has arrays of the shapes %s; expected %d of them"
              .formatted(arrays.stream().map(Tensor::shape).toList(), count));
    }
    return arrays;
  }

  /** {@return the values of an array of a layer, which must have this shape} */
  static float[] valuesOf(KerasLayer layer, Tensor array, Integer... shape) throws FormatException {
    if (!array.shape().equals(List.of(shape))) {
      throw layer.refused(
          "has an array of the shape %s; expected %s".formatted(array.shape(), List.of(shape)));
    }
    return array.values();
  }

  private static Node child(Group from, String path) {
    Node at = from;
    for (String name : path.split("/", -1)) {
      at = at instanceof Group group ? group.getChildren().get(name) : null;
    }
    return at;
  }

  private static List<String> names(Group layer) {
    Attribute names = layer.getAttribute("weight_names");
    return names != null && names.getData() instanceof String[] texts
        ? Arrays.asList(texts)
        : List.of();
  }

  private Tensor array(String path) throws FormatException {
    if (!(child(file, path) instanceof Dataset data)) {
      throw new FormatException("the array '%s' is missing".formatted(path));
    }
    if (data.getSize() > MOST_COMPRESSION * bytes) {
      throw new FormatException(
          "the array '%s' has %d numbers in a file of %d bytes"
              .formatted(path, data.getSize(), bytes));
    }
    List<Integer> shape = Arrays.stream(data.getDimensions()).boxed().toList();
    return switch (data.getDataFlat()) {
      case float[] values -> new Tensor(shape, finite(path, values));
      case double[] values -> {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
          rounded[i] = (float) values[i];
        }
        yield new Tensor(shape, finite(path, rounded));
      }
      default ->
          throw new FormatException(
              "the array '%s' is of type %s; expected floating-point numbers"
                  .formatted(path, data.getJavaType()));
    };
  }

  private static float[] finite(String path, float[] values) throws FormatException {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new FormatException(
            "value %d of the array '%s' is %s; expected finite weights"
                .formatted(i, path, values[i]));
      }
    }
    return values;
  }
}
