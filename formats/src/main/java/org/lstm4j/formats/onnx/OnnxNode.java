package org.lstm4j.formats.onnx;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lstm4j.io.FormatException;

/**
 * A node of a graph.
 *
 * @param place where it stands in its graph, from 0
 * @param name its name, perhaps empty
 * @param operator its kind, with its domain if that is not ONNX's own
 * @param inputs names of what it reads; an empty one is left out
 * @param outputs names of what it makes
 * @param attributes its attributes by names: a Long, Float, String, {@link Constant} or {@link
 *     OnnxGraph}, or a list of them
 */
record OnnxNode(
    int place,
    String name,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, Object> attributes) {

  /** {@return the node for people} */
  @Override
  public String toString() {
    return "node %d %s(%s)".formatted(place, name.isEmpty() ? "" : "'" + name + "' ", operator);
  }

  FormatException refused(String why) {
    return new FormatException("%s %s".formatted(this, why));
  }

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  long number(String attribute, long otherwise) throws FormatException {
    return has(attribute) ? attribute(attribute, Long.class) : otherwise;
  }

  float decimal(String attribute, float otherwise) throws FormatException {
    return has(attribute) ? attribute(attribute, Float.class) : otherwise;
  }

  String text(String attribute, String otherwise) throws FormatException {
    return has(attribute) ? attribute(attribute, String.class) : otherwise;
  }

  <T> T attribute(String attribute, Class<T> kind) throws FormatException {
    Object value = attributes.get(attribute);
    if (!kind.isInstance(value)) {
      throw refused("has %s = %s; expected a %s".formatted(attribute, value, kind.getSimpleName()));
    }
    return kind.cast(value);
  }

  <T> List<T> list(String attribute, Class<T> kind) throws FormatException {
    List<?> values = has(attribute) ? attribute(attribute, List.class) : List.of();
    for (Object value : values) {
      if (!kind.isInstance(value)) {
        throw refused(
            "has %s = %s; expected a list of %s"
                .formatted(attribute, values, kind.getSimpleName()));
      }
    }
    return values.stream().map(kind::cast).toList();
  }

  /** Refuses attributes that are not known: what they ask for would be left out in silence. */
  void mayHave(String... known) throws FormatException {
    for (String attribute : attributes.keySet()) {
      if (!List.of(known).contains(attribute)) {
        throw refused(
            "has the attribute '%s'; expected %s or none".formatted(attribute, List.of(known)));
      }
    }
  }

  /** {@return whether there is an input at a place} */
  boolean reads(int input) {
    return input < inputs.size() && !inputs.get(input).isEmpty();
  }

  /** {@return the whole numbers of an attribute as an array} */
  int[] sizes(String attribute) throws FormatException {
    List<Long> values = list(attribute, Long.class);
    for (long value : values) {
      if (value != (int) value) {
        throw refused("has %s = %s; expected smaller numbers".formatted(attribute, values));
      }
    }
    return IntStream.range(0, values.size()).map(i -> values.get(i).intValue()).toArray();
  }
}
