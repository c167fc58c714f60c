package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Collects the nodes and tensors of a graph, each under a name of its own. */
final class GraphWriter {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final List<WireWriter> nodes = new ArrayList<>();
  private final List<WireWriter> tensors = new ArrayList<>();
  private final List<WireWriter> inputs = new ArrayList<>();
  private final List<WireWriter> outputs = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>(); // how many things have a name

  private String newName(String like) {
    return like + numbers.merge(like, 1, Integer::sum);
  }

  /** {@return the output of a new node} */
  String node(String operator, String... inputs) {
    return nodes(operator, List.of(inputs), 1).getFirst();
  }

  /** {@return the output of a new node with an attribute} */
  String node(String operator, Attribute attribute, String... inputs) {
    return nodes(operator, List.of(inputs), 1, attribute).getFirst();
  }

  /** {@return the outputs of a new node} */
  List<String> nodes(String operator, List<String> inputs, int count, Attribute... attributes) {
    String name = newName(operator.toLowerCase(Locale.ROOT));
    List<String> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(count == 1 ? name : name + "." + i);
    }
    add(operator, name, inputs, made, attributes);
    return made;
  }

  private void add(
      String operator,
      String name,
      List<String> inputs,
      List<String> made,
      Attribute... attributes) {
    WireWriter node = new WireWriter();
    inputs.forEach(input -> node.text(1, input));
    made.forEach(output -> node.text(2, output));
    node.text(3, name).text(4, operator);
    for (Attribute attribute : attributes) {
      WireWriter own = new WireWriter().text(1, attribute.name);
      attribute.value.accept(own);
      node.message(5, own.number(20, attribute.type));
    }
    nodes.add(node);
  }

  /** {@return the name of a new tensor} */
  String tensor(String name, float[] values, int... sizes) {
    int bytes = Math.multiplyExact(Float.BYTES, values.length);
    return tensor(
        FLOAT, name, WireWriter.littleEndian(bytes, to -> to.asFloatBuffer().put(values)), sizes);
  }

  /** {@return the name of a new list of whole numbers} */
  String numbers(String name, long... values) {
    byte[] data =
        WireWriter.littleEndian(Long.BYTES * values.length, to -> to.asLongBuffer().put(values));
    return tensor(INT64, name, data, values.length);
  }

  /** {@return the name of a new whole number} */
  String number(String name, long value) {
    return tensor(INT64, name, WireWriter.littleEndian(Long.BYTES, to -> to.putLong(value)));
  }

  private String tensor(int type, String like, byte[] data, int... sizes) {
    String name = newName(like);
    WireWriter tensor = new WireWriter();
    for (int size : sizes) {
      tensor.number(1, size);
    }
    tensors.add(tensor.number(2, type).text(8, name).bytes(9, data));
    return name;
  }

  /** Declares an input; sizes are numbers, or names of open ones. */
  String input(String name, boolean isIndices, Object... sizes) {
    inputs.add(declared(name, isIndices ? INT64 : FLOAT, sizes));
    return name;
  }

  /** Declares an output, and makes it that of a value. */
  void output(String name, String value, Object... sizes) {
    add("Identity", name + "_", List.of(value), List.of(name));
    outputs.add(declared(name, FLOAT, sizes));
  }

  private static WireWriter declared(String name, int type, Object... sizes) {
    WireWriter shape = new WireWriter();
    for (Object size : sizes) {
      shape.message(
          1,
          size instanceof Integer number
              ? new WireWriter().number(1, number)
              : new WireWriter().text(2, String.valueOf(size)));
    }
    WireWriter tensor = new WireWriter().number(1, type).message(2, shape);
    return new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor));
  }

  /** {@return the graph as a message} */
  WireWriter graph(String name) {
    WireWriter graph = new WireWriter();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, name);
    tensors.forEach(tensor -> graph.message(5, tensor));
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    return graph;
  }

  /** An attribute of a node. */
  static final class Attribute {
    private final String name;
    private final int type;
    private final Consumer<WireWriter> value;

    private Attribute(String name, int type, Consumer<WireWriter> value) {
      this.name = name;
      this.type = type;
      this.value = value;
    }

    static Attribute of(String name, long value) {
      return new Attribute(name, 2, to -> to.number(3, value));
    }

    static Attribute of(String name, float value) {
      return new Attribute(name, 1, to -> to.decimal(2, value));
    }

    static Attribute of(String name, String value) {
      return new Attribute(name, 3, to -> to.text(4, value));
    }

    static Attribute of(String name, int... values) {
      return new Attribute(name, 7, to -> Arrays.stream(values).forEach(v -> to.number(8, v)));
    }

    static Attribute ofFloats(String name, List<Float> values) {
      return new Attribute(name, 6, to -> values.forEach(v -> to.decimal(7, v)));
    }

    static Attribute ofTexts(String name, List<String> values) {
      return new Attribute(name, 8, to -> values.forEach(v -> to.text(9, v)));
    }
  }
}
