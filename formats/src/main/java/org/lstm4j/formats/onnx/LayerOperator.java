package org.lstm4j.formats.onnx;

import java.util.List;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.formats.onnx.Value.Role;
import org.lstm4j.io.FormatException;
import org.lstm4j.kernel.Activation;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.Kind;
import org.lstm4j.layer.LayerSpec;

/**
 * A node that is a layer, or several. Sub-classes know some operators each; {@link #apply} gives
 * null for all others.
 */
abstract class LayerOperator {
  final OnnxNode node;
  final List<Value> inputs;
  final FlowChain chain;

  LayerOperator(OnnxNode node, List<Value> inputs, FlowChain chain) {
    this.node = node;
    this.inputs = inputs;
    this.chain = chain;
  }

  /** {@return what flows out of the layer; null if the operator is another one} */
  abstract Flow apply() throws FormatException;

  final Flow flow(int input) throws FormatException {
    if (node.reads(input) && inputs.get(input) instanceof Flow flow) {
      return flow;
    }
    throw node.refused("reads what was not made of the model's input");
  }

  final Constant weights(int input, int rank) throws FormatException {
    if (node.reads(input)
        && inputs.get(input) instanceof Constant weights
        && weights.floats() != null
        && (weights.rank() == rank)) {
      return weights;
    }
    throw node.refused(
        "has an input %d that is no array of known floats of %d dimensions".formatted(input, rank));
  }

  final float[] vector(int input, int length) throws FormatException {
    Constant vector = weights(input, 1);
    if (vector.size() != length) {
      throw node.refused("has %d values for %d of a row".formatted(vector.size(), length));
    }
    return vector.floats();
  }

  final float single(int input) throws FormatException {
    if (inputs.get(input) instanceof Constant constant
        && constant.floats() != null
        && constant.size() == 1) {
      return constant.floats()[0];
    }
    throw node.refused(
        "computes with %s; expected one number, or a bias after a product"
            .formatted(inputs.get(input)));
  }

  /** Adds a layer that reads rows, whose values are the last axis. */
  final Flow rows(Flow flow, LayerSpec layer, float[]... weights) throws FormatException {
    int last = flow.axes().size() - 1;
    List<Atom> values = last < 0 ? List.of() : flow.axes().get(last);
    if (last < 0 || !Axes.isFeatures(values)) {
      throw new AxesException(node + " reads something else than rows of values");
    }
    chain.take(node, flow);
    if (chain.model().shape().kind() == Kind.VALUES
        && Axes.size(values) != chain.model().shape().size()) {
      throw node.refused(
          "reads rows of %d values; there are %d"
              .formatted(Axes.size(values), chain.model().shape().size()));
    }
    chain.add(node, layer, weights);
    return chain.flow(
        Axes.with(flow.axes(), last, Axes.of(Role.FEATURES, chain.model().shape().size())));
  }

  final List<Atom> secondAxis(Flow flow) {
    if (flow.axes().size() < 2 || !Axes.isFeatures(flow.axes().get(1))) {
      throw new AxesException(node + " reads something else than [batch, values, …]");
    }
    return flow.axes().get(1);
  }

  /** Adds x·α + β. */
  final Flow affine(Flow flow, float alpha, float beta) throws FormatException {
    chain.take(node, flow);
    chain.add(node, new Activate(Activation.affine(alpha, beta)));
    return chain.flow(flow.axes());
  }

  /** {@return whole numbers that are an input since some version, and were an attribute before} */
  final long[] numbers(int input, String attribute) throws FormatException {
    if (node.has(attribute)) {
      return node.list(attribute, Long.class).stream().mapToLong(Long::longValue).toArray();
    }
    if (node.reads(input)
        && inputs.get(input) instanceof Constant constant
        && constant.numbers() != null) {
      return constant.numbers();
    }
    throw node.refused("has no known %s".formatted(attribute));
  }
}
