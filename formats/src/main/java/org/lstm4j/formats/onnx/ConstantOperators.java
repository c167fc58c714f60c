package org.lstm4j.formats.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.lstm4j.formats.onnx.Value.Filled;
import org.lstm4j.formats.onnx.Value.Flow;
import org.lstm4j.io.FormatException;

/** The operators that make constants, above all the whole numbers that shapes are made of. */
final class ConstantOperators extends ValueOperator {
  ConstantOperators(OnnxNode node, List<Value> inputs) {
    super(node, inputs);
  }

  @Override
  List<Value> apply() throws FormatException {
    return switch (node.operator()) {
      case "Constant" -> List.of(constant());
      case "ConstantOfShape" -> List.of(constantOfShape());
      case "Cast", "CastLike" -> List.of(cast());
      case "Shape" -> List.of(shape());
      case "Expand" -> first instanceof Flow ? null : List.of(expand());
      case "Add", "Sub", "Mul", "Div" -> arithmetic();
      default -> null;
    };
  }

  private Value constant() throws FormatException {
    if (node.has("value")) {
      return node.attribute("value", Constant.class);
    }
    if (node.has("value_float")) {
      return Constant.of(List.of(), new float[] {node.decimal("value_float", 0)});
    }
    if (node.has("value_int")) {
      return Constant.of(List.of(), node.number("value_int", 0));
    }
    if (node.has("value_ints")) {
      List<Long> numbers = node.list("value_ints", Long.class);
      return Constant.of(
          List.of(numbers.size()), numbers.stream().mapToLong(Long::longValue).toArray());
    }
    if (node.has("value_floats")) {
      List<Float> floats = node.list("value_floats", Float.class);
      float[] values = new float[floats.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = floats.get(i);
      }
      return Constant.of(List.of(values.length), values);
    }
    throw node.refused("has the value %s; expected numbers".formatted(node.attributes().keySet()));
  }

  private Value constantOfShape() throws FormatException {
    Constant value =
        node.has("value")
            ? node.attribute("value", Constant.class)
            : Constant.of(List.of(1), new float[1]);
    if (value.floats() != null) {
      return new Filled(value.floats()[0]);
    }
    long[] sizes = numbers(0);
    if (sizes.length > 1 || (sizes.length == 1 && (sizes[0] < 0 || sizes[0] > 100))) {
      throw node.refused("makes whole numbers that no shape needs");
    }
    int count = sizes.length == 0 ? 1 : (int) sizes[0];
    long[] numbers = new long[count];
    Arrays.fill(numbers, value.numbers()[0]);
    return Constant.of(sizes.length == 0 ? List.of() : List.of(count), numbers);
  }

  private Value cast() throws FormatException {
    long to = node.number("to", 1);
    if (first instanceof Constant constant && node.operator().equals("Cast")) {
      boolean whole = OnnxTensor.isWhole(to);
      if (whole && constant.floats() != null) {
        long[] numbers = new long[constant.size()];
        Arrays.setAll(numbers, i -> (long) constant.floats()[i]);
        return Constant.of(constant.shape(), numbers);
      }
      if (!whole && constant.numbers() != null) {
        float[] floats = new float[constant.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = known(constant.numbers()[i]);
        }
        return Constant.of(constant.shape(), floats);
      }
    }
    return first;
  }

  private long known(long number) throws FormatException {
    if (!Constant.isKnown(number)) {
      throw node.refused("computes with the number of sequences or of steps");
    }
    return number;
  }

  private Value shape() throws FormatException {
    node.mayHave("start", "end");
    long[] sizes =
        switch (first) {
          case Constant constant -> constant.shape().stream().mapToLong(size -> size).toArray();
          case Flow flow -> flow.axes().stream().mapToLong(Axes::size).toArray();
          default -> throw node.refused("asks for the shape of what is not known");
        };
    int from = (int) node.number("start", 0);
    int to = (int) node.number("end", sizes.length);
    from = Math.clamp(from < 0 ? from + sizes.length : from, 0, sizes.length);
    to = Math.clamp(to < 0 ? to + sizes.length : to, from, sizes.length);
    long[] part = Arrays.copyOfRange(sizes, from, to);
    return Constant.of(List.of(part.length), part);
  }

  private Value expand() throws FormatException {
    return switch (first) {
      case Filled filled -> filled;
      case Constant constant
          when constant.floats() != null
              && constant.size() > 0
              && constant.isAll(constant.floats()[0]) ->
          new Filled(constant.floats()[0]);
      default -> throw node.refused("repeats what is not the same number everywhere");
    };
  }

  /** Whole numbers of which shapes are made; null for anything else. */
  private List<Value> arithmetic() throws FormatException {
    if (!(first instanceof Constant one)
        || one.numbers() == null
        || !(inputs.get(1) instanceof Constant other)
        || other.numbers() == null) {
      return null;
    }
    LongBinaryOperator operator =
        switch (node.operator()) {
          case "Add" -> Long::sum;
          case "Sub" -> (a, b) -> a - b;
          case "Mul" -> (a, b) -> a * b;
          default -> (a, b) -> b == 0 ? 0 : a / b;
        };
    Constant longer = one.size() >= other.size() ? one : other;
    if (one.size() != other.size() && Math.min(one.size(), other.size()) != 1) {
      throw node.refused("computes with %s and %s".formatted(one, other));
    }
    long[] results = new long[longer.size()];
    for (int i = 0; i < results.length; i++) {
      long a = one.numbers()[one.size() == 1 ? 0 : i];
      long b = other.numbers()[other.size() == 1 ? 0 : i];
      results[i] =
          Constant.isKnown(a) && Constant.isKnown(b)
              ? operator.applyAsLong(a, b)
              : Constant.COMPUTED;
    }
    return List.of(Constant.of(longer.shape(), results));
  }
}
