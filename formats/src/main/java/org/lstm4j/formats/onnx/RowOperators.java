package org.lstm4j.formats.onnx;

import java.util.List;
import java.util.Optional;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.io.FormatException;
import org.lstm4j.kernel.Activation;
import org.lstm4j.layer.Activate;
import org.lstm4j.layer.BatchNormalization;
import org.lstm4j.layer.LayerNormalization;
import org.lstm4j.layer.Softmax;

/** What acts on every value, or on every row. */
final class RowOperators extends LayerOperator {
  /** Before, it was that of the second axis and all after it. */
  private static final int SOFTMAX_OF_THE_LAST_AXIS = 13;

  RowOperators(OnnxNode node, List<Value> inputs, FlowChain chain) {
    super(node, inputs, chain);
  }

  @Override
  Flow apply() throws FormatException {
    return switch (node.operator()) {
      case "Softmax" -> softmax();
      case "LayerNormalization" -> layerNormalization();
      case "BatchNormalization" -> batchNormalization();
      case "Mul", "Div", "Sub" -> scale();
      default -> activation();
    };
  }

  private Flow softmax() throws FormatException {
    Flow flow = flow(0);
    long axis = node.number("axis", chain.opset() < SOFTMAX_OF_THE_LAST_AXIS ? 1 : -1);
    if (axis != -1 && axis != flow.axes().size() - 1) {
      throw node.refused(
          "has axis = %d of %d; expected the last".formatted(axis, flow.axes().size()));
    }
    return rows(flow, new Softmax());
  }

  private Flow layerNormalization() throws FormatException {
    Flow flow = flow(0);
    long axis = node.number("axis", -1);
    if (axis != -1 && axis != flow.axes().size() - 1) {
      throw node.refused("has axis = %d; expected the last".formatted(axis));
    }
    int size = (int) Axes.size(flow.axes().getLast());
    float[] scale = vector(1, size);
    float[] shift = node.reads(2) ? vector(2, size) : new float[size];
    return rows(flow, new LayerNormalization(node.decimal("epsilon", 1e-5f)), scale, shift);
  }

  /** Of every value of a row, which here is the second axis. */
  private Flow batchNormalization() throws FormatException {
    Flow flow = flow(0);
    if (node.number("training_mode", 0) != 0 || node.number("spatial", 1) != 1) {
      throw node.refused("has training_mode or spatial = 0; expected neither");
    }
    List<Atom> values = secondAxis(flow);
    int size = (int) Axes.size(values);
    float[][] weights = new float[4][];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = vector(i + 1, size);
    }
    chain.take(node, flow);
    chain.add(node, new BatchNormalization(node.decimal("epsilon", 1e-5f)), weights);
    return chain.flow(flow.axes());
  }

  /** A product with one number, or x·sigmoid(x), which exporters write as two nodes. */
  private Flow scale() throws FormatException {
    if (inputs.get(0) instanceof Flow one && inputs.get(1) instanceof Flow other) {
      boolean isOrdered = chain.isBefore(one, other);
      Flow x = isOrdered ? one : other;
      Flow sigmoid = isOrdered ? other : one;
      if (!node.operator().equals("Mul")
          || !chain.isMadeBy(new Activate(Activation.SIGMOID), x, sigmoid)) {
        throw node.refused("computes with two flows; expected x · sigmoid(x)");
      }
      chain.replaceLast(new Activate(Activation.SILU));
      return chain.flow(sigmoid.axes());
    }
    int at = inputs.get(0) instanceof Flow ? 0 : 1;
    Flow flow = flow(at);
    float number = single(1 - at);
    return switch (node.operator()) {
      case "Mul" -> affine(flow, number, 0f);
      case "Sub" -> at == 0 ? affine(flow, 1f, -number) : affine(flow, -1f, number);
      default -> {
        if (at != 0 || 1f / number * number != 1f || !isPowerOfTwo(number)) {
          throw node.refused(
              "divides by %s, which no product does exactly; expected a power of two"
                  .formatted(number));
        }
        yield affine(flow, 1f / number, 0f);
      }
    };
  }

  private static boolean isPowerOfTwo(float number) {
    return Math.scalb(1f, Math.getExponent(number)) == Math.abs(number);
  }

  private Flow activation() throws FormatException {
    Optional<Activation> function;
    try {
      function = OnnxActivations.of(node);
    } catch (IllegalArgumentException e) {
      throw new FormatException("%s: %s".formatted(node, e.getMessage()), e);
    }
    if (function.isEmpty()) {
      return null;
    }
    Flow flow = flow(0);
    chain.take(node, flow);
    chain.add(node, new Activate(function.get()));
    return chain.flow(flow.axes());
  }
}
