package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * An array that is known when the model is read: weights, or the whole numbers that exporters
 * compute shapes with. Of those some may stand for sizes of the input.
 *
 * @param shape its dimensions, outermost first; empty for a single number
 * @param floats its values, row-major; null if they are whole numbers
 * @param numbers its whole numbers, row-major; null if they are not
 */
record Constant(List<Integer> shape, float[] floats, long[] numbers) implements Value {
  /** Stands for the number of sequences. */
  static final long BATCH = Long.MIN_VALUE + 1;

  /** Stands for the number of steps. */
  static final long STEPS = Long.MIN_VALUE + 2;

  /** Stands for a size that is computed from those. */
  static final long COMPUTED = Long.MIN_VALUE + 3;

  static Constant of(List<Integer> shape, float[] floats) {
    return new Constant(List.copyOf(shape), floats, null);
  }

  static Constant of(List<Integer> shape, long... numbers) {
    return new Constant(List.copyOf(shape), null, numbers);
  }

  static boolean isKnown(long number) {
    return number > COMPUTED;
  }

  int size() {
    return floats != null ? floats.length : numbers.length;
  }

  int rank() {
    return shape.size();
  }

  /** {@return whether all values are this one} */
  boolean isAll(float value) {
    if (floats == null) {
      return false;
    }
    for (float own : floats) {
      if (own != value) {
        return false;
      }
    }
    return true;
  }

  Constant reshaped(List<Integer> newShape) {
    return new Constant(List.copyOf(newShape), floats, numbers);
  }

  /** The values at other places: for each of the new ones where it stands here. */
  private Constant picked(List<Integer> newShape, IntUnaryOperator from) {
    int size = newShape.stream().reduce(1, Math::multiplyExact);
    if (floats != null) {
      float[] picked = new float[size];
      for (int i = 0; i < size; i++) {
        picked[i] = floats[from.applyAsInt(i)];
      }
      return of(newShape, picked);
    }
    long[] picked = new long[size];
    Arrays.setAll(picked, i -> numbers[from.applyAsInt(i)]);
    return of(newShape, picked);
  }

  /** {@return the array with its axes in another order} */
  Constant transposed(int[] order) {
    List<Integer> newShape = Arrays.stream(order).mapToObj(shape::get).toList();
    int[] strides = new int[order.length];
    for (int axis = 0; axis < order.length; axis++) {
      strides[axis] = stride(order[axis]);
    }
    return picked(
        newShape,
        i -> {
          int from = 0;
          int rest = i;
          for (int axis = order.length - 1; axis >= 0; axis--) {
            from += rest % newShape.get(axis) * strides[axis];
            rest /= newShape.get(axis);
          }
          return from;
        });
  }

  /** {@return so many entries of an axis from one on, with a distance that may be negative} */
  Constant slice(int axis, int from, int count, int step) {
    List<Integer> newShape = new ArrayList<>(shape);
    newShape.set(axis, count);
    int inner = stride(axis);
    int size = shape.get(axis);
    return picked(
        newShape,
        i -> {
          int at = i / inner % count;
          int outer = i / inner / count;
          return (outer * size + from + at * step) * inner + i % inner;
        });
  }

  /** {@return this array and others, one after the other along an axis} */
  static Constant joined(int axis, List<Constant> parts) {
    Constant first = parts.getFirst();
    List<Integer> shape = new ArrayList<>(first.shape);
    shape.set(
        axis, parts.stream().mapToInt(part -> part.shape.get(axis)).reduce(0, Math::addExact));
    int size = shape.stream().reduce(1, Math::multiplyExact);
    Constant joined = first.floats != null ? of(shape, new float[size]) : of(shape, new long[size]);
    int outer = shape.subList(0, axis).stream().reduce(1, Math::multiplyExact);
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (Constant part : parts) {
        int length = part.size() / outer;
        System.arraycopy(part.values(), o * length, joined.values(), at, length);
        at += length;
      }
    }
    return joined;
  }

  private Object values() {
    return floats != null ? floats : numbers;
  }

  private int stride(int axis) {
    return shape.subList(axis + 1, shape.size()).stream().reduce(1, Math::multiplyExact);
  }

  /** {@return what it is, for people; not its values, of which there may be many} */
  @Override
  public String toString() {
    return (floats != null ? "floats " : "whole numbers ") + shape;
  }
}
