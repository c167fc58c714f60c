package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.formats.onnx.Value.Role;
import org.lstm4j.io.FormatException;
import org.lstm4j.layer.Bidirectional;
import org.lstm4j.layer.Convolution;
import org.lstm4j.layer.Embedding;
import org.lstm4j.layer.Repeat;

/** What looks at several steps, makes them, or reads indices. */
final class SequenceOperators extends LayerOperator {
  SequenceOperators(OnnxNode node, List<Value> inputs, FlowChain chain) {
    super(node, inputs, chain);
  }

  @Override
  Flow apply() throws FormatException {
    return switch (node.operator()) {
      case "Gather" -> embedding();
      case "OneHot" -> oneHot();
      case "Conv" -> convolution();
      case "Pad" -> pad();
      case "Expand" -> repeat();
      case "ReduceSum" -> sum();
      default -> null;
    };
  }

  private Flow embedding() throws FormatException {
    Constant table = weights(0, 2);
    Flow flow = flow(1);
    if (node.number("axis", 0) != 0) {
      throw node.refused("has axis = %d; expected 0".formatted(node.number("axis", 0)));
    }
    chain.readIndices(node, flow, table.shape().get(0));
    int size = table.shape().get(1);
    chain.take(node, flow);
    chain.add(node, new Embedding(size), table.floats());
    List<List<Atom>> axes = new ArrayList<>(flow.axes());
    axes.add(Axes.of(Role.FEATURES, size));
    return chain.flow(List.copyOf(axes));
  }

  /** Indices as rows of zeros with a one, which our layers read as indices. */
  private Flow oneHot() throws FormatException {
    Flow flow = flow(0);
    boolean isPlain =
        inputs.get(1) instanceof Constant depth
            && depth.numbers() != null
            && depth.size() == 1
            && inputs.get(2) instanceof Constant values
            && values.floats() != null
            && Arrays.equals(values.floats(), new float[] {0, 1});
    if (!isPlain || node.number("axis", -1) != -1) {
      throw node.refused("makes something else than rows of zeros with a one");
    }
    long classes = ((Constant) inputs.get(1)).numbers()[0];
    chain.readIndices(node, flow, classes);
    List<List<Atom>> axes = new ArrayList<>(flow.axes());
    axes.add(Axes.of(Role.FEATURES, classes));
    return flow.withAxes(List.copyOf(axes));
  }

  /** Zeros before the first step, which a convolution after it takes for its own. */
  private Flow pad() throws FormatException {
    Flow flow = flow(0);
    long[] pads = numbers(1, "pads");
    boolean zeros =
        node.text("mode", "constant").equals("constant")
            && node.decimal("value", 0) == 0
            && (!node.reads(2) || (inputs.get(2) instanceof Constant value && value.isAll(0)));
    int rank = flow.axes().size();
    if (!zeros || pads.length != 2 * rank || node.reads(3)) {
      throw node.refused("pads with something else than zeros");
    }
    List<List<Atom>> axes = new ArrayList<>(flow.axes());
    for (int i = 0; i < pads.length; i++) {
      boolean before = i < rank && Axes.isOnly(axes.get(i), Role.STEPS);
      if (pads[i] < 0 || (pads[i] > 0 && !before)) {
        throw node.refused(
            "has pads = %s; expected some before the first step alone"
                .formatted(Arrays.toString(pads)));
      }
      if (pads[i] > 0) {
        axes.set(i, List.of(new Atom(Role.PADDED, pads[i]), axes.get(i).getFirst()));
      }
    }
    return flow.withAxes(List.copyOf(axes));
  }

  private Flow convolution() throws FormatException {
    node.mayHave("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides");
    Flow flow = flow(0);
    Constant w = weights(1, 3);
    int outputs = w.shape().get(0);
    int values = w.shape().get(1);
    int taps = w.shape().get(2);
    List<List<Atom>> axes = flow.axes();
    if (axes.size() != 3
        || Axes.size(secondAxis(flow)) != values
        || !axes.get(2).stream().allMatch(SequenceOperators::isStep)) {
      throw new AxesException(node + " reads something else than [batch, values, steps]");
    }
    if (node.number("group", 1) != 1) {
      throw node.refused("has groups; expected none");
    }
    int stride = only("strides");
    int dilation = only("dilations");
    int reach = Math.multiplyExact(taps - 1, dilation);
    float[] bias = node.reads(2) ? vector(2, outputs) : new float[outputs];
    Atom begin = axes.get(2).getFirst();
    long padded = begin.role() == Role.PADDED ? begin.size() : 0;
    Convolution.Padding padding = padding(padded, reach, stride);
    Constant tapsFirst = w.transposed(new int[] {0, 2, 1});
    chain.take(node, flow);
    chain.add(
        node, new Convolution(outputs, taps, padding, stride, dilation), tapsFirst.floats(), bias);
    long steps = stride == 1 ? axes.get(2).getLast().size() : Constant.COMPUTED;
    return chain.flow(
        List.of(axes.get(0), Axes.of(Role.FEATURES, outputs), Axes.of(Role.STEPS, steps)));
  }

  private static boolean isStep(Atom atom) {
    return atom.role() == Role.STEPS || atom.role() == Role.PADDED;
  }

  private Convolution.Padding padding(long padded, int reach, int stride) throws FormatException {
    int[] pads = node.has("pads") ? node.sizes("pads") : new int[2];
    long before = pads[0] + padded;
    switch (node.text("auto_pad", "NOTSET")) {
      case "SAME_UPPER" -> before = reach / 2;
      case "SAME_LOWER" -> before = (long) reach - reach / 2;
      case "VALID", "NOTSET" -> {}
      default -> throw node.refused("has an unknown auto_pad");
    }
    long after = node.text("auto_pad", "NOTSET").startsWith("SAME") ? reach - before : pads[1];
    if (before == reach && after == 0) {
      return Convolution.Padding.CAUSAL;
    }
    if (before == reach / 2 && after == reach - reach / 2 && stride == 1) {
      return Convolution.Padding.SAME;
    }
    throw node.refused(
        "has %d steps of zeros before and %d after, and reaches over %d more than one; expected"
                .formatted(before, after, reach)
            + " all of them before, or half of them on each side and a stride of 1");
  }

  private int only(String attribute) throws FormatException {
    int[] sizes = node.has(attribute) ? node.sizes(attribute) : new int[] {1};
    if (sizes.length != 1) {
      throw node.refused("has %s = %s; expected one".formatted(attribute, Arrays.toString(sizes)));
    }
    return sizes[0];
  }

  /** One row at so many steps. */
  private Flow repeat() throws FormatException {
    Flow flow = flow(0);
    long[] sizes = inputs.get(1) instanceof Constant constant ? constant.numbers() : null;
    int rank = flow.axes().size();
    int steps = -1;
    for (int i = 0; sizes != null && sizes.length == rank && i < rank; i++) {
      if (flow.axes().get(i).equals(List.of(Atom.ONE)) && sizes[i] > 1 && steps < 0) {
        steps = i;
      } else if (sizes[i] != 1 && sizes[i] != Axes.size(flow.axes().get(i))) {
        steps = rank;
      }
    }
    if (steps < 0 || steps >= rank || sizes[steps] > Integer.MAX_VALUE) {
      throw node.refused("repeats something else than one row at so many steps");
    }
    chain.take(node, flow);
    chain.add(node, new Repeat((int) sizes[steps]));
    return chain.flow(Axes.with(flow.axes(), steps, Axes.of(Role.STEPS, sizes[steps])));
  }

  /** The sum of two directions. */
  private Flow sum() throws FormatException {
    Flow flow = flow(0);
    long[] axes = numbers(1, "axes");
    int rank = flow.axes().size();
    int axis = axes.length == 1 ? (int) (axes[0] < 0 ? axes[0] + rank : axes[0]) : -1;
    if (axis < 0
        || axis >= rank
        || !Axes.has(flow.axes().get(axis), Role.DIRECTIONS)
        || Axes.has(flow.axes().get(axis), Role.FEATURES)
        || !chain.isLast(flow)
        || !(chain.model().last() instanceof Bidirectional both)) {
      throw node.refused("sums something else than two directions");
    }
    chain.replaceLast(new Bidirectional(both.lstm(), Bidirectional.Merge.SUMMED));
    return chain.flow(
        node.number("keepdims", 1) != 0
            ? Axes.with(flow.axes(), axis, List.of(Atom.ONE))
            : Axes.without(flow.axes(), axis));
  }
}
