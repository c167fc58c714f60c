package org.lstm4j.formats.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Role;
import org.lstm4j.io.FormatException;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.Shape;

/**
 * A model in ONNX's format, as PyTorch's exporters, tf2onnx and others write it: a chain of the
 * layers that there are. What the axes of the input count is found by trying: an LSTM says which of
 * them are steps.
 */
public final class OnnxModel {
  private static final long OLDEST_OPSET = 7;

  private OnnxModel() {}

  /**
   * {@return whether a file may be of this format: it has no signature, but begins with the version
   * of the format}
   *
   * @param first the first bytes of the file
   */
  public static boolean isOnnx(byte[] first) {
    return first.length > 2 && first[0] == 8 && first[1] > 0 && first[1] < 50 && isTag(first[2]);
  }

  private static boolean isTag(byte tag) {
    return tag == 0x12
        || tag == 0x1a
        || tag == 0x22
        || tag == 0x28
        || tag == 0x32
        || tag == 0x3a
        || tag == 0x42;
  }

  /**
   * Reads a model.
   *
   * @param path the file; tensors in files of their own lie in the same folder
   * @return the model
   * @throws FormatException if it is damaged or holds what there is no layer for
   * @throws IOException if it cannot be read
   */
  public static ReadModel read(Path path) throws IOException {
    if (Files.size(path) > OnnxTensor.MOST_BYTES) {
      throw new FormatException(
          "the ONNX file has %d bytes; expected less than 2 GiB".formatted(Files.size(path)));
    }
    Path folder = path.toAbsolutePath().getParent();
    try {
      OnnxReader reader = new OnnxReader(folder);
      OnnxGraph graph = reader.model(new Wire(Files.readAllBytes(path)));
      if (reader.opset() < OLDEST_OPSET) {
        throw new FormatException(
            "the model asks for version %d of ONNX's operators; expected at least %d"
                .formatted(reader.opset(), OLDEST_OPSET));
      }
      return readGraph(reader.opset(), graph);
    } catch (ArithmeticException | IndexOutOfBoundsException e) {
      throw new FormatException(
          "the ONNX file asks for sizes that do not fit: " + e.getMessage(), e);
    }
  }

  private static ReadModel read(long opset, OnnxGraph graph) throws FormatException {
    AxesException first = null;
    if (graph.outputs().isEmpty()) {
      throw new FormatException("the graph has no output");
    }
    for (OnnxGraph.Input input : graph.inputs()) {
      for (List<Role> roles : meanings(input)) {
        List<List<Atom>> axes = axes(input, roles);
        try {
          return new OnnxConversion(shape(input, axes), opset)
              .read("ONNX, opset " + opset, graph, input.name(), axes);
        } catch (AxesException e) {
          first = first == null ? e : first;
        }
      }
    }
    throw first == null
        ? new FormatException(
            "the graph has the inputs %s; expected [batch, steps, values], or indices as [batch, steps]"
                .formatted(graph.inputs()))
        : new FormatException(first.getMessage(), first);
  }

  /** Says so where the reason may be that an exporter knew of no LSTM. */
  private static ReadModel readGraph(long opset, OnnxGraph graph) throws FormatException {
    try {
      return read(opset, graph);
    } catch (FormatException e) {
      if (graph.nodes().stream().anyMatch(node -> node.operator().matches("LSTM|If"))) {
        throw e;
      }
      throw new FormatException(
          e.getMessage()
              + "; the graph has no LSTM node, and one written out in single operators is not read",
          e);
    }
  }

  /** What the axes of an input may count. */
  private static List<List<Role>> meanings(OnnxGraph.Input input) {
    List<List<Role>> meanings = new ArrayList<>();
    if (input.isIndices() && input.sizes().size() == 2) {
      meanings.add(List.of(Role.BATCH, Role.STEPS));
      meanings.add(List.of(Role.STEPS, Role.BATCH));
    } else if (!input.isIndices() && input.sizes().size() == 3) {
      meanings.add(List.of(Role.BATCH, Role.STEPS, Role.FEATURES));
      meanings.add(List.of(Role.STEPS, Role.BATCH, Role.FEATURES));
      meanings.add(List.of(Role.BATCH, Role.FEATURES, Role.STEPS));
    } else if (!input.isIndices() && input.sizes().size() == 2) {
      meanings.add(List.of(Role.STEPS, Role.FEATURES));
      meanings.add(List.of(Role.BATCH, Role.STEPS));
    }
    return meanings;
  }

  private static List<List<Atom>> axes(OnnxGraph.Input input, List<Role> roles) {
    List<List<Atom>> axes = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      long size = input.sizes().get(i);
      long open =
          switch (roles.get(i)) {
            case BATCH -> Constant.BATCH;
            case STEPS -> Constant.STEPS;
            default -> Constant.COMPUTED;
          };
      axes.add(Axes.of(roles.get(i), size > 0 ? size : open));
    }
    return List.copyOf(axes);
  }

  /** What a model of ours reads then. */
  private static Shape shape(OnnxGraph.Input input, List<List<Atom>> axes) {
    if (input.isIndices()) {
      return new Shape(Kind.INDICES, Integer.MAX_VALUE, true);
    }
    long size = 1;
    for (List<Atom> axis : axes) {
      size = Axes.has(axis, Role.FEATURES) ? Axes.size(axis) : size;
    }
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new AxesException(
          "the input '%s' has the dimensions %s; expected a known number of values"
              .formatted(input.name(), input.sizes()));
    }
    return new Shape(Kind.VALUES, (int) size, true);
  }
}
