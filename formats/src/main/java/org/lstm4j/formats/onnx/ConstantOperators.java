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
      case "Add" -> arithmetic(Long::sum);
      case "Sub" -> arithmetic((a, b) -> a - b);
      case "Mul" -> arithmetic((a, b) -> a * b);
      case "Div" -> arithmetic((a, b) -> b == 0 ? 0 : a / b);
      case "Equal" -> equal();
      case "Where" -> where();
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

  /** Where a constant is repeated along an axis, it stands for itself: all entries are alike. */
  private Value expand() throws FormatException {
    if (first instanceof Filled) {
      return first;
    }
    if (first instanceof Constant constant && constant.floats() != null && constant.size() > 0) {
      long[] sizes = numbers(1);
      boolean isRepeated = sizes.length == constant.rank();
      for (int axis = 0; isRepeated && axis < sizes.length; axis++) {
        int own = constant.shape().get(axis);
        isRepeated = own == 1 || sizes[axis] == 1 || sizes[axis] == own;
      }
      if (isRepeated) {
        return constant;
      }
      if (constant.isAll(constant.floats()[0])) {
        return new Filled(constant.floats()[0]);
      }
    }
    throw node.refused("repeats what is no constant of as many axes");
  }

  /** Whole numbers of which shapes are made; null for anything else. */
  private List<Value> arithmetic(LongBinaryOperator operator) throws FormatException {
    if (!isWhole(0) || !isWhole(1)) {
      return null;
    }
    return each((a, b) ->
        Constant.isKnown(a) && Constant.isKnown(b)
            ? operator.applyAsLong(a, b)
            : Constant.COMPUTED);
  }

  private boolean isWhole(int input) {
    return inputs.get(input) instanceof Constant constant && constant.numbers() != null;
  }

  private List<Value> each(LongBinaryOperator operator) throws FormatException {
    long[] one = numbers(0);
    long[] other = numbers(1);
    if (one.length != other.length && Math.min(one.length, other.length) != 1) {
      throw node.refused("computes with %s and %s".formatted(inputs.get(0), inputs.get(1)));
    }
    long[] results = new long[Math.max(one.length, other.length)];
    for (int i = 0; i < results.length; i++) {
      results[i] =
          operator.applyAsLong(one[one.length == 1 ? 0 : i], other[other.length == 1 ? 0 : i]);
    }
    Constant longer = (Constant) inputs.get(one.length >= other.length ? 0 : 1);
    return List.of(Constant.of(longer.shape(), results));
  }

  /** Of sizes that are not known one thing is known: they are not negative. */
  private List<Value> equal() throws FormatException {
    for (int i = 0; i < 2; i++) {
      long[] other = numbers(1 - i);
      for (long number : numbers(i)) {
        if (!Constant.isKnown(number) && !isNegative(other)) {
          throw node.refused("compares the number of sequences or of steps");
        }
      }
    }
    return each((a, b) -> a == b && Constant.isKnown(a) ? 1 : 0);
  }

  private static boolean isNegative(long[] numbers) {
    return Arrays.stream(numbers).allMatch(number -> number < 0 && Constant.isKnown(number));
  }

  private List<Value> where() throws FormatException {
    long[] condition = numbers(0);
    long[] one = numbers(1);
    long[] other = numbers(2);
    int length = Math.max(condition.length, Math.max(one.length, other.length));
    long[] results = new long[length];
    for (int i = 0; i < length; i++) {
      results[i] = at(condition, i) != 0 ? at(one, i) : at(other, i);
    }
    return List.of(Constant.of(List.of(length), results));
  }

  private long at(long[] numbers, int i) throws FormatException {
    if (numbers.length != 1 && i >= numbers.length) {
      throw node.refused("chooses among arrays of other lengths");
    }
    return numbers[numbers.length == 1 ? 0 : i];
  }
}
