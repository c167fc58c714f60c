package org.lstm4j.formats.audio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.lstm4j.io.FormatException;

/** Arrays of numbers in JSON. */
final class Numbers {
  private Numbers() {}

  /**
   * {@return the numbers of nested arrays, row-major}
   *
   * @param what the array for messages
   * @param array the array
   * @param shape the dimensions that it must have
   */
  static float[] of(String what, JsonNode array, int... shape) throws FormatException {
    int size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    List<Float> values = new ArrayList<>();
    collect(what, array, shape, 0, values);
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = values.get(i);
    }
    return numbers;
  }

  private static void collect(
      String what, JsonNode node, int[] shape, int depth, List<Float> values)
      throws FormatException {
    if (depth == shape.length) {
      float value = node.isNumber() ? (float) node.doubleValue() : Float.NaN;
      if (!Float.isFinite(value)) {
        throw new FormatException("%s has the value %s; expected a number".formatted(what, node));
      }
      values.add(value);
      return;
    }
    if (!node.isArray() || node.size() != shape[depth]) {
      throw new FormatException(
          "%s has %s where %d values or arrays are expected"
              .formatted(
                  what, node.isArray() ? node.size() + " of them" : "no array", shape[depth]));
    }
    for (JsonNode child : node) {
      collect(what, child, shape, depth + 1, values);
    }
  }

  /** {@return a size of a layer or a model, at least 1} */
  static int size(String what, JsonNode node) throws FormatException {
    if (!node.isInt() || node.intValue() < 1) {
      throw new FormatException(
          "%s is %s; expected a whole number of at least 1"
              .formatted(what, node.isMissingNode() ? "not there" : node));
    }
    return node.intValue();
  }
}
