package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Ending;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.formats.onnx.Value.Joined;
import org.lstm4j.formats.onnx.Value.Role;
import org.lstm4j.io.FormatException;

/** Operators that take a part of an array: of a sequence its last step, of joined flows some. */
final class PartOperators extends ValueOperator {
  PartOperators(OnnxNode node, List<Value> inputs) {
    super(node, inputs);
  }

  @Override
  List<Value> apply() throws FormatException {
    return switch (node.operator()) {
      case "Gather" -> gather();
      case "Slice" -> List.of(slice());
      case "Split" -> split();
      default -> null;
    };
  }

  private List<Value> gather() throws FormatException {
    if (!(inputs.get(1) instanceof Constant at) || at.numbers() == null) {
      return null; // a table, perhaps
    }
    node.mayHave("axis");
    if (isShapeless()) {
      return List.of(first);
    }
    int axis = axis(node.number("axis", 0), rank());
    if (at.size() != 1 || at.rank() > 1) {
      if (first instanceof Constant constant && constant.rank() == 1 && at.rank() == 1) {
        List<Constant> picked = new ArrayList<>();
        for (long number : at.numbers()) {
          picked.add(constant.slice(0, index(number, 1, constant.size()), 1, 1));
        }
        return List.of(Constant.joined(0, picked));
      }
      throw node.refused("picks several things at once");
    }
    Value picked = entries(axis, at.numbers()[0], 1);
    return List.of(at.rank() == 0 ? withoutAxis(picked, axis) : picked);
  }

  /** Where so many entries begin, whose first may be counted from the end. */
  private int index(long number, int count, int size) throws FormatException {
    long index = number < 0 ? number + size : number;
    if (index < 0 || index + count > size) {
      throw node.refused("asks for number %d of %d".formatted(number, size));
    }
    return (int) index;
  }

  /** So many entries of an axis from one on, which may be counted from its end. */
  private Value entries(int axis, long from, int count) throws FormatException {
    return switch (first) {
      case Constant constant -> {
        int begin = index(from, count, constant.shape().get(axis));
        yield constant.slice(axis, begin, count, 1);
      }
      case Joined joined when joined.axis() == axis -> {
        int begin = index(from, count, joined.parts().size());
        List<Flow> parts = joined.parts().subList(begin, begin + count);
        yield count == 1 ? parts.getFirst() : new Joined(axis, List.copyOf(parts));
      }
      case Flow flow when count == 1 -> entry(flow, axis, from);
      default -> throw node.refused("takes %d entries of what is computed".formatted(count));
    };
  }

  private Flow entry(Flow flow, int axis, long at) throws FormatException {
    List<Atom> own = flow.axes().get(axis);
    long size = Axes.size(own);
    if (size == 1 && (at == 0 || at == -1)) {
      return flow;
    }
    boolean isLast = at == -1 || (Constant.isKnown(size) && at == size - 1);
    if (Axes.isOnly(own, Role.STEPS) && isLast) {
      return lastOf(flow, axis);
    }
    throw node.refused(
        "takes number %d of the %s; of a sequence the last step can be taken alone"
            .formatted(at, name(own)));
  }

  private static String name(List<Atom> axis) {
    return axis.getFirst().role().name().toLowerCase(Locale.ROOT);
  }

  private Flow lastOf(Flow flow, int axis) throws FormatException {
    Ending ending =
        switch (flow.ending()) {
          case ALL -> Ending.LAST;
          case BACKWARDS -> Ending.LAST_BACKWARDS;
          default -> throw node.refused("takes the last step of a single one");
        };
    return flow.with(ending, Axes.with(flow.axes(), axis, List.of(Atom.ONE)));
  }

  private Value slice() throws FormatException {
    if (isShapeless()) {
      return first;
    }
    long[] starts = listed(1, "starts");
    long[] ends = listed(2, "ends");
    long[] axes = node.reads(3) || node.has("axes") ? listed(3, "axes") : null;
    long[] steps = node.reads(4) ? numbers(4) : null;
    if (starts.length != 1 || ends.length != 1) {
      throw node.refused("cuts along %d axes at once; expected one".formatted(starts.length));
    }
    int axis = axis(axes == null ? 0 : axes[0], rank());
    long step = steps == null ? 1 : steps[0];
    if (first instanceof Flow flow) {
      return flowSlice(flow, axis, starts[0], ends[0], step);
    }
    int size =
        first instanceof Joined joined && joined.axis() == axis
            ? joined.parts().size()
            : ((Constant) first).shape().get(axis);
    long from = Math.clamp(starts[0] < 0 ? starts[0] + size : starts[0], 0, size);
    long to = Math.clamp(ends[0] < 0 ? ends[0] + size : ends[0], 0, size);
    if (step != 1 || to <= from) {
      throw node.refused(
          "cuts from %d to %d in steps of %d; expected some entries in steps of 1"
              .formatted(starts[0], ends[0], step));
    }
    return entries(axis, from, (int) (to - from));
  }

  private Value flowSlice(Flow flow, int axis, long from, long to, long step)
      throws FormatException {
    List<Atom> own = flow.axes().get(axis);
    long size = Axes.size(own);
    boolean toEnd = to >= Integer.MAX_VALUE || (Constant.isKnown(size) && to >= size) || to == size;
    if (step == 1 && from == 0 && toEnd) {
      return flow;
    }
    boolean isSteps = Axes.isOnly(own, Role.STEPS);
    if (isSteps
        && step == 1
        && toEnd
        && (from == -1 || (Constant.isKnown(size) && from == size - 1))) {
      return lastOf(flow, axis);
    }
    boolean toBegin = to <= Integer.MIN_VALUE || (Constant.isKnown(size) && to < -size);
    if (isSteps && step == -1 && from == -1 && toBegin) {
      Ending ending =
          switch (flow.ending()) {
            case ALL -> Ending.BACKWARDS;
            case BACKWARDS -> Ending.ALL;
            default -> flow.ending();
          };
      return flow.with(ending, flow.axes());
    }
    throw node.refused(
        "cuts the %s from %d to %s in steps of %d; of a sequence the last step can be taken alone"
            .formatted(name(own), from, toEnd ? "the end" : String.valueOf(to), step));
  }

  private List<Value> split() throws FormatException {
    int outputs = node.outputs().size();
    if (isShapeless()) {
      return Collections.nCopies(outputs, first);
    }
    int axis = axis(node.number("axis", 0), rank());
    long[] sizes = node.reads(1) ? numbers(1) : null;
    if (sizes == null && node.has("split")) {
      sizes = node.list("split", Long.class).stream().mapToLong(Long::longValue).toArray();
    }
    if (first instanceof Flow) {
      throw node.refused("takes a flow apart, as an LSTM written out in single operators does");
    }
    int size =
        first instanceof Joined joined && joined.axis() == axis
            ? joined.parts().size()
            : first instanceof Constant constant ? constant.shape().get(axis) : 1;
    int each = (size + outputs - 1) / outputs;
    List<Value> parts = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < outputs; i++) {
      int count = sizes == null ? Math.min(each, size - at) : Math.clamp(sizes[i], 0, size - at);
      if (count < 1) {
        throw node.refused("makes %d parts of %d entries".formatted(outputs, size));
      }
      parts.add(entries(axis, at, count));
      at += count;
    }
    return parts;
  }
}
