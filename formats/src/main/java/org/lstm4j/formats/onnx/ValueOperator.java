package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.formats.onnx.Value.Filled;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.formats.onnx.Value.Joined;
import org.lstm4j.formats.onnx.Value.State;
import org.lstm4j.io.FormatException;

/**
 * A node that computes nothing with the input but may say where its values stand. Sub-classes know
 * some operators each; {@link #apply} gives null for all others.
 */
abstract class ValueOperator {
  final OnnxNode node;
  final List<Value> inputs;
  final Value first;

  ValueOperator(OnnxNode node, List<Value> inputs) {
    this.node = node;
    this.inputs = inputs;
    first = inputs.isEmpty() ? null : inputs.getFirst();
  }

  /** {@return what the node makes; null if its operator is another one} */
  abstract List<Value> apply() throws FormatException;

  /** {@return whether the first input is of no shape that is known} */
  final boolean isShapeless() {
    return first instanceof State || first instanceof Filled;
  }

  final long[] numbers(int input) throws FormatException {
    if (node.reads(input)
        && inputs.get(input) instanceof Constant constant
        && constant.numbers() != null) {
      return constant.numbers();
    }
    throw node.refused("has an input %d that is no known list of whole numbers".formatted(input));
  }

  /** Numbers that are an input since some version of the operator, and were an attribute before. */
  final long[] listed(int input, String attribute) throws FormatException {
    if (node.has(attribute)) {
      return node.list(attribute, Long.class).stream().mapToLong(Long::longValue).toArray();
    }
    return numbers(input);
  }

  final int rank() throws FormatException {
    return switch (first) {
      case Constant constant -> constant.rank();
      case Flow flow -> flow.axes().size();
      case Joined joined -> joined.parts().getFirst().axes().size();
      case State state -> throw node.refused("changes the shape of %s".formatted(state.what()));
      case Filled _ -> throw node.refused("changes an array of unknown shape");
    };
  }

  final int axis(long axis, int rank) throws FormatException {
    long at = axis < 0 ? axis + rank : axis;
    if (at < 0 || at >= rank) {
      throw node.refused("has the axis %d of %d".formatted(axis, rank));
    }
    return (int) at;
  }

  final Value withoutAxis(Value value, int axis) throws FormatException {
    return switch (value) {
      case Constant constant -> {
        List<Integer> shape = new ArrayList<>(constant.shape());
        if (shape.remove(/* index */ axis) != 1) {
          throw node.refused("leaves out an axis of more than one entry");
        }
        yield constant.reshaped(shape);
      }
      case Flow flow -> withoutAxis(flow, axis);
      case Joined joined -> {
        if (joined.axis() == axis) {
          throw node.refused("leaves out an axis of more than one entry");
        }
        List<Flow> parts = new ArrayList<>();
        for (Flow part : joined.parts()) {
          parts.add(withoutAxis(part, axis));
        }
        yield new Joined(joined.axis() > axis ? joined.axis() - 1 : joined.axis(), parts);
      }
      default -> value;
    };
  }

  private Flow withoutAxis(Flow flow, int axis) throws FormatException {
    if (Axes.size(flow.axes().get(axis)) != 1) {
      throw node.refused("leaves out an axis of more than one entry");
    }
    return flow.withAxes(Axes.without(flow.axes(), axis));
  }
}
