package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Ending;
import org.lstm4j.formats.onnx.Value.Filled;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.formats.onnx.Value.Half;
import org.lstm4j.formats.onnx.Value.Joined;
import org.lstm4j.formats.onnx.Value.Role;
import org.lstm4j.formats.onnx.Value.State;
import org.lstm4j.io.FormatException;

/** Operators that change the axes of an array, or put arrays side by side. */
final class ShapeOperators extends ValueOperator {
  ShapeOperators(OnnxNode node, List<Value> inputs) {
    super(node, inputs);
  }

  @Override
  List<Value> apply() throws FormatException {
    return switch (node.operator()) {
      case "Identity", "Dropout" -> List.of(first);
      case "Concat" -> List.of(concat());
      case "Squeeze" -> List.of(squeeze());
      case "Unsqueeze" -> List.of(unsqueeze());
      case "Transpose" -> List.of(transpose());
      case "Reshape" -> List.of(reshape());
      case "Flatten" -> List.of(flatten());
      default -> null;
    };
  }

  private Value concat() throws FormatException {
    if (inputs.stream().allMatch(Constant.class::isInstance)) {
      List<Constant> parts = inputs.stream().map(Constant.class::cast).toList();
      Constant head = parts.getFirst();
      int axis = axis(node.number("axis", 0), Math.max(1, head.rank()));
      for (Constant part : parts) {
        boolean alike = (part.floats() == null) == (head.floats() == null);
        if (!alike || part.rank() != head.rank() || head.rank() == 0) {
          throw node.refused("joins %s and %s".formatted(head, part));
        }
      }
      return Constant.joined(axis, parts);
    }
    if (inputs.stream().allMatch(Filled.class::isInstance)) {
      for (Value part : inputs) {
        if (!part.equals(first)) {
          throw node.refused("joins other constants");
        }
      }
      return first;
    }
    if (inputs.stream().allMatch(State.class::isInstance)) {
      return new State("several of " + first);
    }
    int axis = axis(node.number("axis", 0), rank());
    Optional<Flow> ends = bothEnds(axis, inputs);
    if (ends.isPresent()) {
      return ends.get();
    }
    List<Flow> parts = new ArrayList<>();
    for (Value input : inputs) {
      switch (input) {
        case null -> throw node.refused("joins something with nothing");
        case Joined joined when joined.axis() == axis -> parts.addAll(joined.parts());
        case Flow flow when Axes.size(flow.axes().get(axis)) == 1 -> parts.add(flow);
        default -> throw node.refused("joins flows of several sources, which no layer does");
      }
    }
    return new Joined(axis, parts);
  }

  /** The last states of two directions side by side; empty if these are not. */
  private static Optional<Flow> bothEnds(int axis, List<? extends Value> parts) {
    if (parts.size() == 2
        && parts.get(0) instanceof Flow forward
        && parts.get(1) instanceof Flow backward
        && forward.half() == Half.FORWARD
        && backward.half() == Half.BACKWARD
        && forward.after() == backward.after()
        && forward.axes().equals(backward.axes())
        && axis < forward.axes().size()
        && Axes.has(forward.axes().get(axis), Role.FEATURES)) {
      List<Atom> both = new ArrayList<>(Axes.of(Role.DIRECTIONS, 2));
      both.addAll(forward.axes().get(axis));
      return Optional.of(
          new Flow(forward.after(), Ending.BOTH_ENDS, null, Axes.with(forward.axes(), axis, both)));
    }
    return Optional.empty();
  }

  private Value squeeze() throws FormatException {
    if (isShapeless()) {
      return first;
    }
    long[] axes = node.reads(1) || node.has("axes") ? listed(1, "axes") : null;
    if (axes == null) {
      throw node.refused("leaves out all axes of size 1, whichever they are");
    }
    int rank = rank();
    int[] sorted =
        Arrays.stream(axes)
            .mapToInt(axis -> (int) (axis < 0 ? axis + rank : axis))
            .sorted()
            .toArray();
    Value value = first;
    for (int i = sorted.length - 1; i >= 0; i--) {
      value = withoutAxis(value, axis(sorted[i], rank));
    }
    return value;
  }

  private Value unsqueeze() throws FormatException {
    if (isShapeless()) {
      return first;
    }
    long[] axes = listed(1, "axes");
    int rank = rank() + axes.length;
    int[] sorted =
        Arrays.stream(axes)
            .mapToInt(axis -> (int) (axis < 0 ? axis + rank : axis))
            .sorted()
            .toArray();
    Value value = first;
    for (int axis : sorted) {
      value = withAxis(value, axis(axis, rank));
    }
    return value;
  }

  private static Value withAxis(Value value, int axis) {
    return switch (value) {
      case Constant constant -> {
        List<Integer> shape = new ArrayList<>(constant.shape());
        shape.add(Math.min(axis, shape.size()), 1);
        yield constant.reshaped(shape);
      }
      case Flow flow -> withAxis(flow, axis);
      case Joined joined ->
          new Joined(
              joined.axis() >= axis ? joined.axis() + 1 : joined.axis(),
              joined.parts().stream().map(part -> withAxis(part, axis)).toList());
      default -> value;
    };
  }

  private static Flow withAxis(Flow flow, int axis) {
    List<List<Atom>> axes = new ArrayList<>(flow.axes());
    axes.add(Math.min(axis, axes.size()), List.of(Atom.ONE));
    return flow.withAxes(List.copyOf(axes));
  }

  private Value transpose() throws FormatException {
    if (isShapeless()) {
      return first;
    }
    int rank = rank();
    int[] order =
        node.has("perm")
            ? node.sizes("perm")
            : IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    if (!Arrays.equals(
        Arrays.stream(order).sorted().toArray(), IntStream.range(0, rank).toArray())) {
      throw node.refused(
          "has perm = %s; expected the axes 0 to %d".formatted(Arrays.toString(order), rank - 1));
    }
    return transposed(first, order);
  }

  private static Value transposed(Value value, int[] order) {
    return switch (value) {
      case Constant constant -> constant.transposed(order);
      case Flow flow -> transposed(flow, order);
      case Joined joined ->
          new Joined(
              IntStream.range(0, order.length)
                  .filter(i -> order[i] == joined.axis())
                  .findFirst()
                  .orElseThrow(),
              joined.parts().stream().map(part -> transposed(part, order)).toList());
      default -> value;
    };
  }

  private static Flow transposed(Flow flow, int[] order) {
    return flow.withAxes(Arrays.stream(order).mapToObj(flow.axes()::get).toList());
  }

  private Value reshape() throws FormatException {
    node.mayHave("allowzero");
    if (isShapeless()) {
      return first;
    }
    long[] sizes = node.has("shape") ? listed(1, "shape") : numbers(1);
    return reshaped(first, sizes);
  }

  private Value reshaped(Value value, long[] sizes) throws FormatException {
    return switch (value) {
      case Constant constant -> constant.reshaped(sizes(constant, sizes));
      case Flow flow -> reshaped(flow, sizes);
      case Joined joined -> reshaped(besideEachOther(joined), sizes);
      default -> value;
    };
  }

  private Flow reshaped(Flow flow, long[] sizes) throws FormatException {
    Optional<List<List<Atom>>> axes = Axes.regrouped(flow.axes(), sizes);
    if (axes.isEmpty()) {
      throw node.refused("makes %s of the axes %s".formatted(Arrays.toString(sizes), flow.axes()));
    }
    return flow.withAxes(axes.get());
  }

  /** Two directions between the other axes and their values: rows of both. */
  private Flow besideEachOther(Joined joined) throws FormatException {
    int axis = joined.axis();
    List<Flow> parts = new ArrayList<>();
    for (Flow part : joined.parts()) {
      if (axis == part.axes().size() - 2) {
        parts.add(part.withAxes(Axes.without(part.axes(), axis)));
      }
    }
    return bothEnds(axis, parts)
        .orElseThrow(() -> node.refused("makes another shape of several flows side by side"));
  }

  private List<Integer> sizes(Constant constant, long[] sizes) throws FormatException {
    List<Integer> shape = new ArrayList<>();
    long rest = constant.size();
    for (int i = 0; i < sizes.length; i++) {
      long size = sizes[i] == 0 && i < constant.rank() ? constant.shape().get(i) : sizes[i];
      shape.add(Math.clamp(size, -1, Integer.MAX_VALUE));
      rest = size > 0 ? (rest % size == 0 ? rest / size : -1) : rest;
    }
    int open = shape.indexOf(-1);
    if (open >= 0 && rest > 0) {
      shape.set(open, (int) rest);
      rest = 1;
    }
    if (rest != 1 || shape.contains(-1)) {
      throw node.refused("makes %s of %s".formatted(Arrays.toString(sizes), constant));
    }
    return shape;
  }

  private Value flatten() throws FormatException {
    int axis = (int) node.number("axis", 1);
    if (first instanceof Flow flow) {
      List<List<Atom>> axes = flow.axes();
      int at = axis < 0 ? axis + axes.size() : axis;
      if (at < 0 || at > axes.size()) {
        throw node.refused("has axis = %d of %d".formatted(axis, axes.size()));
      }
      return flow.withAxes(
          List.of(
              axes.subList(0, at).stream().flatMap(List::stream).toList(),
              axes.subList(at, axes.size()).stream().flatMap(List::stream).toList()));
    }
    throw node.refused("reads what was not made of the model's input");
  }
}
