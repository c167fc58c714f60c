package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.formats.onnx.Value.Joined;
import org.lstm4j.formats.onnx.Value.State;
import org.lstm4j.io.FormatException;
import org.lstm4j.layer.Shape;

/**
 * Walks through a graph from its input to its output: nodes that compute with the input become
 * layers, all others are carried out.
 */
final class OnnxConversion {
  private static final int DEEPEST = 20;

  private final Map<String, Value> values = new HashMap<>();
  private final FlowChain chain;

  /**
   * A conversion.
   *
   * @param input what the model reads
   * @param opset the version of ONNX's operators
   */
  OnnxConversion(Shape input, long opset) {
    chain = new FlowChain(input, opset);
  }

  /**
   * {@return the model}
   *
   * @param format what the file is
   * @param graph the graph
   * @param input name of the input that the model reads; others are states
   * @param axes what the axes of that input count
   */
  ReadModel read(String format, OnnxGraph graph, String input, List<List<Atom>> axes)
      throws FormatException {
    values.put(input, chain.flow(axes));
    for (OnnxGraph.Input other : graph.inputs()) {
      values.putIfAbsent(other.name(), new State("the input '%s'".formatted(other.name())));
    }
    run(graph, 0);
    finish(graph);
    try {
      return chain.beginning(chain.model().model(format));
    } catch (IllegalArgumentException e) {
      throw new FormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private void run(OnnxGraph graph, int depth) throws FormatException {
    values.putAll(graph.constants());
    Set<OnnxNode> needed = needed(graph);
    for (OnnxNode node : graph.nodes()) {
      if (needed.contains(node)) {
        run(node, depth);
      }
    }
  }

  /** The nodes that an output depends on. */
  private static Set<OnnxNode> needed(OnnxGraph graph) {
    Set<String> names = new HashSet<>(graph.outputs());
    Set<OnnxNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (OnnxNode node : graph.nodes().reversed()) {
      if (node.outputs().stream().anyMatch(names::contains)) {
        needed.add(node);
        names.addAll(node.inputs());
        for (Object attribute : node.attributes().values()) {
          if (attribute instanceof OnnxGraph within) {
            within.nodes().forEach(inner -> names.addAll(inner.inputs()));
            names.addAll(within.outputs());
          }
        }
      }
    }
    return needed;
  }

  private void run(OnnxNode node, int depth) throws FormatException {
    List<Value> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      Value value = values.get(name);
      if (value == null && !name.isEmpty()) {
        throw node.refused("reads '%s', which nothing before it makes".formatted(name));
      }
      inputs.add(value);
    }
    int before = chain.model().size();
    List<Value> made =
        switch (node.operator()) {
          case "LSTM" -> LstmOperator.apply(node, inputs, chain);
          case "If" -> branch(node, inputs, depth);
          default -> apply(node, inputs);
        };
    for (int i = 0; i < Math.min(made.size(), node.outputs().size()); i++) {
      values.put(node.outputs().get(i), made.get(i));
    }
    if (chain.model().size() > before) {
      chain.model().report(node.toString(), before);
    }
  }

  /**
   * The first kind of operators that knows the node's: those on constants and axes, then layers.
   */
  private List<Value> apply(OnnxNode node, List<Value> inputs) throws FormatException {
    if (!node.reads(0) && !node.operator().equals("Constant")) {
      throw node.refused("reads nothing");
    }
    List<ValueOperator> moving =
        List.of(
            new ConstantOperators(node, inputs),
            new PartOperators(node, inputs),
            new ShapeOperators(node, inputs));
    for (ValueOperator operator : moving) {
      List<Value> made = operator.apply();
      if (made != null) {
        return made;
      }
    }
    List<LayerOperator> computing =
        List.of(
            new ProductOperators(node, inputs, chain),
            new RowOperators(node, inputs, chain),
            new SequenceOperators(node, inputs, chain));
    for (LayerOperator operator : computing) {
      Flow made = operator.apply();
      if (made != null) {
        return List.of(made);
      }
    }
    throw node.refused("is of a kind that there is no layer for");
  }

  /** One of two graphs, if what decides is known. */
  private List<Value> branch(OnnxNode node, List<Value> inputs, int depth) throws FormatException {
    if (depth > DEEPEST || !(inputs.getFirst() instanceof Constant condition)) {
      throw node.refused("depends on what is known when the model runs; expected a constant");
    }
    boolean isTrue =
        condition.numbers() != null
            && condition.numbers().length == 1
            && condition.numbers()[0] != 0;
    OnnxGraph graph = node.attribute(isTrue ? "then_branch" : "else_branch", OnnxGraph.class);
    run(graph, depth + 1);
    List<Value> made = new ArrayList<>();
    for (String output : graph.outputs()) {
      made.add(values.get(output));
    }
    return made;
  }

  /** The first output is the model's; others are states. */
  private void finish(OnnxGraph graph) throws FormatException {
    Value main = values.get(graph.outputs().getFirst());
    OnnxNode end =
        new OnnxNode(
            graph.nodes().size(),
            graph.outputs().getFirst(),
            "output",
            List.of(),
            List.of(),
            Map.of());
    if (!(main instanceof Flow flow)) {
      throw end.refused("was not made of the model's input by layers that follow one another");
    }
    int before = chain.model().size();
    chain.take(end, flow);
    if (chain.model().size() > before) {
      chain.model().report(end.toString(), before);
    }
    for (String name : graph.outputs().subList(1, graph.outputs().size())) {
      Value value = values.get(name);
      boolean isState =
          value instanceof State
              || value instanceof Joined
              || (value instanceof Flow other
                  && (other.ending() == Value.Ending.LAST || other.half() != null));
      if (!isState) {
        throw new FormatException(
            "the graph has several outputs, %s; expected one, and states"
                .formatted(graph.outputs()));
      }
      chain
          .model()
          .assume(
              "the output '%s' is left out: a last state, which a ModelState has, or a last step"
                  .formatted(name));
    }
  }
}
