package org.lstm4j.formats.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lstm4j.io.FormatException;

/** Reads graphs and tensors, as onnx.proto describes them, into our records. */
final class OnnxReader {
  private static final int DEEPEST = 20;
  private static final String OWN_DOMAIN = "ai.onnx";

  private final Path folder;
  private long opset;

  /**
   * A reader.
   *
   * @param folder where tensors may lie that are in files of their own
   */
  OnnxReader(Path folder) {
    this.folder = folder;
  }

  /** {@return the version of ONNX's operators that the model asks for} */
  long opset() {
    return opset;
  }

  OnnxGraph model(Wire model) throws IOException {
    OnnxGraph graph = null;
    while (model.next()) {
      switch (model.field()) {
        case 7 -> graph = graph(model.message(), 0);
        case 8 -> operators(model.message());
        default -> {}
      }
    }
    if (graph == null || opset == 0) {
      throw new FormatException("the file has no ONNX graph, or not the version of its operators");
    }
    return graph;
  }

  private void operators(Wire operators) throws FormatException {
    String domain = "";
    long version = 0;
    while (operators.next()) {
      switch (operators.field()) {
        case 1 -> domain = operators.text();
        case 2 -> version = operators.number();
        default -> {}
      }
    }
    if (domain.isEmpty() || domain.equals(OWN_DOMAIN)) {
      opset = version;
    }
  }

  private OnnxGraph graph(Wire graph, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new FormatException("the graphs are nested more than %d deep".formatted(DEEPEST));
    }
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, Constant> constants = new HashMap<>();
    List<OnnxGraph.Input> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    while (graph.next()) {
      switch (graph.field()) {
        case 1 -> nodes.add(node(graph.message(), nodes.size(), depth));
        case 5 -> tensor(graph.message(), constants);
        case 11 -> inputs.add(input(graph.message()));
        case 12 -> outputs.add(input(graph.message()).name());
        case 15 -> throw new FormatException("the graph has sparse tensors, which are not read");
        default -> {}
      }
    }
    inputs.removeIf(input -> constants.containsKey(input.name()));
    return new OnnxGraph(nodes, constants, inputs, outputs);
  }

  private OnnxNode node(Wire node, int place, int depth) throws IOException {
    String name = "";
    String operator = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Object> attributes = new LinkedHashMap<>();
    while (node.next()) {
      switch (node.field()) {
        case 1 -> inputs.add(node.text());
        case 2 -> outputs.add(node.text());
        case 3 -> name = node.text();
        case 4 -> operator = node.text();
        case 5 -> attribute(node.message(), attributes, depth);
        case 7 -> domain = node.text();
        default -> {}
      }
    }
    if (!domain.isEmpty() && !domain.equals(OWN_DOMAIN)) {
      operator = domain + "::" + operator;
    }
    return new OnnxNode(place, name, operator, inputs, outputs, attributes);
  }

  private void attribute(Wire attribute, Map<String, Object> to, int depth) throws IOException {
    String name = "";
    Object single = null;
    List<Object> several = new ArrayList<>();
    int type = 0;
    while (attribute.next()) {
      switch (attribute.field()) {
        case 1 -> name = attribute.text();
        case 2 -> single = attribute.decimal();
        case 3 -> single = attribute.number();
        case 4 -> single = attribute.text();
        case 5 -> {
          Map<String, Constant> tensors = new HashMap<>();
          tensor(attribute.message(), tensors);
          single = tensors.values().iterator().next();
        }
        case 6 -> single = graph(attribute.message(), depth + 1);
        case 7 ->
            attribute.fixed(Float.BYTES, bits -> several.add(Float.intBitsToFloat((int) bits)));
        case 8 -> attribute.numbers(several::add);
        case 9 -> several.add(attribute.text());
        case 20 -> type = (int) attribute.number();
        default -> {}
      }
    }
    // Writers leave out numbers that are 0, and lists that are empty.
    Object value =
        switch (type) {
          case 1 -> single instanceof Float ? single : Float.valueOf(0f);
          case 2 -> single instanceof Long ? single : Long.valueOf(0);
          case 3 -> single instanceof String ? single : "";
          case 6, 7, 8 -> several;
          default -> single == null ? several : single;
        };
    to.put(name, value);
  }

  private static OnnxGraph.Input input(Wire input) throws FormatException {
    String name = "";
    long elements = 0;
    List<Long> sizes = new ArrayList<>();
    while (input.next()) {
      switch (input.field()) {
        case 1 -> name = input.text();
        case 2 -> {
          Wire type = input.message();
          while (type.next()) {
            if (type.field() == 1) {
              elements = tensorType(type.message(), sizes);
            }
          }
        }
        default -> {}
      }
    }
    return new OnnxGraph.Input(name, OnnxTensor.isWhole(elements), List.copyOf(sizes));
  }

  private static long tensorType(Wire tensor, List<Long> sizes) throws FormatException {
    long elements = 0;
    while (tensor.next()) {
      switch (tensor.field()) {
        case 1 -> elements = tensor.number();
        case 2 -> {
          Wire shape = tensor.message();
          while (shape.next()) {
            if (shape.field() == 1) {
              sizes.add(dimension(shape.message()));
            }
          }
        }
        default -> {}
      }
    }
    return elements;
  }

  private static long dimension(Wire dimension) throws FormatException {
    long size = -1;
    while (dimension.next()) {
      if (dimension.field() == 1) {
        size = dimension.number();
      }
    }
    return size;
  }

  private void tensor(Wire wire, Map<String, Constant> to) throws IOException {
    OnnxTensor tensor = new OnnxTensor(wire);
    byte[] bytes = tensor.isExternal() ? external(tensor) : null;
    if (to.put(tensor.name(), tensor.constant(bytes)) != null) {
      throw new FormatException("the file has two tensors '%s'".formatted(tensor.name()));
    }
  }

  /** Data in a file beside the model's, and nowhere else. */
  private byte[] external(OnnxTensor tensor) throws IOException {
    String location = tensor.external("location", "");
    Path path = folder.resolve(location).normalize();
    if (location.isEmpty() || !path.startsWith(folder.normalize()) || !Files.isRegularFile(path)) {
      throw new FormatException(
          "the tensor '%s' lies in '%s'; expected a file in the folder of the model"
              .formatted(tensor.name(), location));
    }
    long from = tensor.externalNumber("offset", 0);
    long length = tensor.externalNumber("length", Files.size(path) - from);
    if (from < 0
        || length < 0
        || from > Files.size(path) - length
        || length > OnnxTensor.MOST_BYTES) {
      throw new FormatException(
          "the tensor '%s' has %d bytes from byte %d on in '%s', which has %d"
              .formatted(tensor.name(), length, from, location, Files.size(path)));
    }
    byte[] bytes = new byte[(int) length];
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(from);
      file.readFully(bytes);
    }
    return bytes;
  }
}
