package org.lstm4j.formats.onnx;

import static org.lstm4j.formats.chain.Matrices.transposed;

import java.util.List;
import java.util.Optional;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.io.FormatException;
import org.lstm4j.layer.Dense;

/** Products with weights, and what is added to them. */
final class ProductOperators extends LayerOperator {
  ProductOperators(OnnxNode node, List<Value> inputs, FlowChain chain) {
    super(node, inputs, chain);
  }

  @Override
  Flow apply() throws FormatException {
    return switch (node.operator()) {
      case "MatMul" -> matMul();
      case "Gemm" -> gemm();
      case "Add", "Sum" -> add();
      default -> null;
    };
  }

  private Flow dense(Flow flow, float[] weights, int outputs, float[] bias) throws FormatException {
    int values = weights.length / Math.max(1, outputs);
    if (flow.axes().isEmpty() || Axes.size(flow.axes().getLast()) != values) {
      throw new AxesException(
          "%s has weights for rows of %d values; it reads the axes %s"
              .formatted(node, values, flow.axes()));
    }
    return rows(flow, new Dense(outputs), weights, bias);
  }

  private Flow matMul() throws FormatException {
    Flow flow = flow(0);
    Constant w = weights(1, 2);
    int outputs = w.shape().get(1);
    float[] bias = new float[outputs];
    Flow made = dense(flow, transposed(w.floats(), Math.max(1, w.shape().get(0))), outputs, bias);
    chain.leaveOpen(bias);
    return made;
  }

  private Flow gemm() throws FormatException {
    node.mayHave("alpha", "beta", "transA", "transB");
    Flow flow = flow(0);
    Constant w = weights(1, 2);
    boolean isTransposed = node.number("transB", 0) != 0;
    if (node.number("transA", 0) != 0
        || node.decimal("alpha", 1) != 1
        || (node.reads(2) && node.decimal("beta", 1) != 1)) {
      throw node.refused("has transA, alpha or beta; expected none of them");
    }
    int outputs = w.shape().get(isTransposed ? 0 : 1);
    float[] weights =
        isTransposed ? w.floats() : transposed(w.floats(), Math.max(1, w.shape().get(0)));
    float[] bias = new float[outputs];
    Flow made = dense(flow, weights, outputs, bias);
    if (node.reads(2)) {
      fill(bias, inputs.get(2));
    } else {
      chain.leaveOpen(bias);
    }
    return made;
  }

  /** A bias of as many values as there are outputs, or one for all. */
  private void fill(float[] bias, Value value) throws FormatException {
    if (!(value instanceof Constant own)
        || own.floats() == null
        || (own.size() != bias.length && own.size() != 1)
        || (own.rank() > 0 && own.size() != own.shape().getLast())) {
      throw node.refused("adds %s to rows of %d values".formatted(value, bias.length));
    }
    for (int i = 0; i < bias.length; i++) {
      bias[i] = own.floats()[own.size() == 1 ? 0 : i];
    }
  }

  private Flow add() throws FormatException {
    if (inputs.size() != 2) {
      throw node.refused("adds %d things; expected two".formatted(inputs.size()));
    }
    if (inputs.get(0) instanceof Flow one && inputs.get(1) instanceof Flow other) {
      boolean isOrdered = chain.isBefore(one, other);
      Flow after = isOrdered ? other : one;
      chain.goAround(node, isOrdered ? one : other, after);
      return chain.flow(after.axes());
    }
    int at = inputs.get(0) instanceof Flow ? 0 : 1;
    Flow flow = flow(at);
    Optional<float[]> bias = chain.openBias(flow);
    if (bias.isEmpty()) {
      return affine(flow, 1f, single(1 - at));
    }
    fill(bias.get(), inputs.get(1 - at));
    return flow;
  }
}
