package org.lstm4j.formats.onnx;

import static org.lstm4j.formats.chain.Matrices.blocks;
import static org.lstm4j.formats.chain.Matrices.transposed;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.lstm4j.formats.onnx.GraphWriter.Attribute;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.BothEnds;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Dense;
import org.lstm4j.layer.Dropout;
import org.lstm4j.layer.Embedding;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LastStep;
import org.lstm4j.layer.LayerNormalization;
import org.lstm4j.layer.LayerSpec;
import org.lstm4j.layer.Lstm;
import org.lstm4j.layer.LstmCell;
import org.lstm4j.layer.Repeat;
import org.lstm4j.layer.Residual;
import org.lstm4j.layer.Reverse;
import org.lstm4j.layer.Shape;
import org.lstm4j.layer.Softmax;
import org.lstm4j.model.Parameters;

/**
 * Layers as nodes of a graph. Flows are {@code [steps, batch, values]} or {@code [batch, values]}.
 */
final class LayerWriter {
  private static final int[] GATES = {0, 3, 1, 2}; // i, o, f and c of i, f, g and o
  private static final int[] PEEPHOLES = {0, 2, 1}; // i, o and f of i, f and o

  private final GraphWriter graph;
  private final List<LayerSpec> layers;
  private final boolean withStates;
  private final Iterator<float[]> weights; // in the order in which layers declare them
  private final List<Runnable> states = new ArrayList<>(); // declare an output each
  private Shape shape; // of what flows
  private Object steps = "steps"; // how many there are: a name, or a number
  private int lstms;
  private String ends; // the last rows of two directions, while nothing has changed theirs

  LayerWriter(GraphWriter graph, Parameters parameters, boolean withStates) {
    this.graph = graph;
    this.withStates = withStates;
    layers = parameters.spec().layers();
    shape = parameters.spec().shape(0);
    weights =
        parameters.layout().slices().stream().map(slice -> parameters.get(slice.name())).iterator();
  }

  /** {@return the name of what the layers make of an input} */
  String write(String input) {
    return write(layers, input);
  }

  /** {@return how many steps the output has: the name of an open size, or a number} */
  Object steps() {
    return steps;
  }

  /** Declares the last states as outputs, if they are wanted. */
  void writeStates() {
    states.forEach(Runnable::run);
  }

  private String write(List<LayerSpec> some, String input) {
    String flow = input;
    for (LayerSpec layer : some) {
      String before = flow;
      flow = write(layer, flow);
      shape = layer.output(shape);
      if (!(layer instanceof Bidirectional) && !flow.equals(before)) {
        ends = null;
      }
    }
    return flow;
  }

  private String write(LayerSpec layer, String x) {
    return switch (layer) {
      case Lstm lstm -> lstm(lstm, 1, x).getFirst();
      case Bidirectional both -> bidirectional(both, x);
      case Dense dense -> dense(dense, x);
      case Activate activate -> OnnxActivations.write(graph, activate.function(), x);
      case Softmax _ -> graph.node("Softmax", Attribute.of("axis", -1), x);
      case Embedding embedding ->
          graph.node(
              "Gather",
              graph.tensor("embedding", weights.next(), shape.size(), embedding.size()),
              x);
      case Dropout _ -> x;
      case LayerNormalization norm -> layerNormalization(norm, x);
      case BatchNormalization norm -> valuesSecond(x, turned -> batchNormalization(norm, turned));
      case Convolution convolution -> convolution(convolution, x);
      case LastStep _ -> step(x, -1);
      case BothEnds _ -> bothEnds(x);
      case Repeat repeat -> repeat(repeat, x);
      case Reverse _ ->
          graph.node(
              "Slice",
              x,
              graph.numbers("from", -1),
              graph.numbers("to", Long.MIN_VALUE),
              graph.numbers("axis", 0),
              graph.numbers("by", -1));
      case Residual residual -> graph.node("Add", x, write(residual.layers(), x));
      default ->
          throw new IllegalArgumentException(
              "the layer '%s' is of a kind that ONNX has no operators for".formatted(layer));
    };
  }

  private String step(String x, int number) {
    return graph.node("Gather", Attribute.of("axis", 0), x, graph.number("step", number));
  }

  /** {@return names of all steps, {@code [steps, directions, batch, H]}, and of the last ones} */
  private List<String> lstm(Lstm lstm, int directions, String x) {
    LstmCell cell = lstm.cell();
    if (cell.projection() > 0 || cell.normalized()) {
      throw new IllegalArgumentException(
          "the layer '%s' has a projection or normalises, which ONNX's LSTM cannot"
              .formatted(lstm));
    }
    int units = lstm.hiddenSize();
    int inputs = shape.size();
    List<float[]> w = new ArrayList<>();
    List<float[]> r = new ArrayList<>();
    List<float[]> b = new ArrayList<>();
    List<float[]> p = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      w.add(blocks(weights.next(), GATES));
      r.add(blocks(weights.next(), GATES));
      if (cell.bias() != LstmCell.Bias.NONE) {
        b.add(blocks(weights.next(), GATES));
        b.add(
            cell.bias() == LstmCell.Bias.TWO
                ? blocks(weights.next(), GATES)
                : new float[4 * units]);
      }
      if (cell.peepholes()) {
        p.add(blocks(weights.next(), PEEPHOLES));
      }
    }
    String h = "";
    String c = "";
    int number = lstms++;
    if (withStates) {
      h = graph.input("initial_h" + number, false, directions, "batch", units);
      c = graph.input("initial_c" + number, false, directions, "batch", units);
    }
    List<String> made =
        graph.nodes(
            "LSTM",
            List.of(
                shape.kind() == Kind.INDICES ? oneHot(x, inputs) : x,
                graph.tensor("w", joined(w), directions, 4 * units, inputs),
                graph.tensor("r", joined(r), directions, 4 * units, units),
                b.isEmpty() ? "" : graph.tensor("b", joined(b), directions, 8 * units),
                "",
                h,
                c,
                p.isEmpty() ? "" : graph.tensor("p", joined(p), directions, 3 * units)),
            3,
            attributes(lstm, directions));
    if (withStates) {
      states.add(() -> graph.output("final_h" + number, made.get(1), directions, "batch", units));
      states.add(() -> graph.output("final_c" + number, made.get(2), directions, "batch", units));
    }
    return directions == 2
        ? made
        : List.of(graph.node("Squeeze", made.getFirst(), graph.numbers("axis", 1)));
  }

  private String oneHot(String indices, int classes) {
    return graph.node(
        "OneHot",
        indices,
        graph.number("classes", classes),
        graph.tensor("off_and_on", new float[] {0, 1}, 2));
  }

  private static Attribute[] attributes(Lstm lstm, int directions) {
    LstmCell cell = lstm.cell();
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(Attribute.of("hidden_size", lstm.hiddenSize()));
    attributes.add(Attribute.of("direction", directions == 2 ? "bidirectional" : "forward"));
    if (cell.clip() > 0) {
      attributes.add(Attribute.of("clip", (float) cell.clip()));
    }
    if (cell.coupled()) {
      attributes.add(Attribute.of("input_forget", 1));
    }
    if (!cell.activations().equals(GateActivations.STANDARD)) {
      attributes.addAll(OnnxActivations.attributes(cell.activations(), directions));
    }
    return attributes.toArray(Attribute[]::new);
  }

  private static float[] joined(List<float[]> parts) {
    float[] joined = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  private String bidirectional(Bidirectional both, String x) {
    List<String> made = lstm(both.lstm(), 2, x);
    if (both.merge() == Bidirectional.Merge.SUMMED) {
      return graph.node(
          "ReduceSum",
          Attribute.of("keepdims", 0),
          made.getFirst(),
          graph.numbers("directions", 1));
    }
    ends = made.get(1);
    String turned = graph.node("Transpose", Attribute.of("perm", 0, 2, 1, 3), made.getFirst());
    return graph.node("Reshape", turned, graph.numbers("sizes", 0, 0, -1));
  }

  /** Each direction's last row: those that the LSTM gives, or halves of the last and first step. */
  private String bothEnds(String x) {
    if (ends != null) {
      String turned = graph.node("Transpose", Attribute.of("perm", 1, 0, 2), ends);
      return graph.node("Reshape", turned, graph.numbers("sizes", 0, -1));
    }
    int half = shape.size() / 2;
    return graph.node(
        "Concat",
        Attribute.of("axis", 1),
        values(step(x, -1), 0, half),
        values(step(x, 0), half, shape.size()));
  }

  private String values(String rows, int from, int to) {
    return graph.node(
        "Slice",
        rows,
        graph.numbers("from", from),
        graph.numbers("to", to),
        graph.numbers("axis", 1));
  }

  private String dense(Dense dense, String x) {
    int outputs = dense.outputs();
    float[] w = transposed(weights.next(), outputs);
    String product = graph.node("MatMul", x, graph.tensor("weights", w, shape.size(), outputs));
    return graph.node("Add", product, graph.tensor("bias", weights.next(), outputs));
  }

  private String layerNormalization(LayerNormalization norm, String x) {
    int size = shape.size();
    return graph.node(
        "LayerNormalization",
        Attribute.of("epsilon", (float) norm.epsilon()),
        x,
        graph.tensor("scale", weights.next(), size),
        graph.tensor("shift", weights.next(), size));
  }

  private interface Between {
    String write(String turned);
  }

  /** What reads the values of a row along the second axis. */
  private String valuesSecond(String x, Between between) {
    if (!shape.everyStep()) {
      return between.write(x);
    }
    String turned = graph.node("Transpose", Attribute.of("perm", 1, 2, 0), x);
    return graph.node("Transpose", Attribute.of("perm", 2, 0, 1), between.write(turned));
  }

  private String batchNormalization(BatchNormalization norm, String x) {
    int size = shape.size();
    return graph.node(
        "BatchNormalization",
        Attribute.of("epsilon", (float) norm.epsilon()),
        x,
        graph.tensor("scale", weights.next(), size),
        graph.tensor("shift", weights.next(), size),
        graph.tensor("mean", weights.next(), size),
        graph.tensor("variance", weights.next(), size));
  }

  private String convolution(Convolution convolution, String x) {
    int outputs = convolution.outputs();
    int taps = convolution.taps();
    int reach = (taps - 1) * convolution.dilation();
    int before = convolution.padding() == Convolution.Padding.CAUSAL ? reach : reach / 2;
    Constant tapsFirst = Constant.of(List.of(outputs, taps, shape.size()), weights.next());
    float[] w = tapsFirst.transposed(new int[] {0, 2, 1}).floats();
    String kernel = graph.tensor("kernel", w, outputs, shape.size(), taps);
    String bias = graph.tensor("bias", weights.next(), outputs);
    steps = convolution.stride() > 1 ? "output_steps" : steps;
    return valuesSecond(
        x,
        turned ->
            graph
                .nodes(
                    "Conv",
                    List.of(turned, kernel, bias),
                    1,
                    Attribute.of("pads", before, reach - before),
                    Attribute.of("strides", new int[] {convolution.stride()}),
                    Attribute.of("dilations", new int[] {convolution.dilation()}))
                .getFirst());
  }

  private String repeat(Repeat repeat, String x) {
    steps = repeat.steps();
    String one = graph.node("Unsqueeze", x, graph.numbers("axis", 0));
    return graph.node("Expand", one, graph.numbers("sizes", repeat.steps(), 1, 1));
  }
}
