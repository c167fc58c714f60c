package org.lstm4j.formats.onnx;

import java.io.IOException;
import java.nio.file.Path;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.formats.onnx.GraphWriter.Attribute;
import org.lstm4j.layer.Kind;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;

/**
 * Writes models in ONNX's format: input {@code [batch, steps, values]}, or indices {@code [batch,
 * steps]}, output {@code [batch, steps, values]} or {@code [batch, values]}. Within the graph steps
 * come first, as ONNX's LSTM has them.
 */
public final class OnnxWriter {
  private static final int FORMAT = 9;
  private static final int OPSET = 20;

  private OnnxWriter() {}

  /**
   * Writes a model; the file appears whole or not at all.
   *
   * @param parameters the model
   * @param withStates whether the first states of LSTM layers are inputs, {@code initial_h0} and
   *     {@code initial_c0} of the first one, and their last ones outputs, {@code final_h0} and
   *     {@code final_c0}, each {@code [directions, batch, H]}
   * @param path the file, replaced if it exists
   * @throws IllegalArgumentException if it has a layer that ONNX has no operators for
   * @throws IOException if it cannot be written
   */
  public static void write(Parameters parameters, boolean withStates, Path path)
      throws IOException {
    byte[] bytes = model(parameters, withStates);
    AtomicFile.write(path, out -> out.write(bytes));
  }

  private static byte[] model(Parameters parameters, boolean withStates) {
    ModelSpec spec = parameters.spec();
    GraphWriter graph = new GraphWriter();
    LayerWriter layers = new LayerWriter(graph, parameters, withStates);
    boolean indices = spec.input() == Kind.INDICES;
    String input =
        indices
            ? graph.input("input", true, "batch", "steps")
            : graph.input("input", false, "batch", "steps", spec.inputSize());
    String flow =
        layers.write(
            graph.node(
                "Transpose",
                indices ? Attribute.of("perm", 1, 0) : Attribute.of("perm", 1, 0, 2),
                input));
    if (spec.output() == ModelSpec.Output.SEQUENCE) {
      String made = graph.node("Transpose", Attribute.of("perm", 1, 0, 2), flow);
      graph.output("output", made, "batch", layers.steps(), spec.outputSize());
    } else {
      graph.output("output", flow, "batch", spec.outputSize());
    }
    layers.writeStates();
    return new WireWriter()
        .number(1, FORMAT)
        .text(2, "lstm4j")
        .message(7, graph.graph("lstm4j"))
        .message(8, new WireWriter().text(1, "").number(2, OPSET))
        .bytes();
  }
}
