package org.lstm4j.formats.onnx;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.lstm4j.io.FormatException;

/** A tensor as a file has it: dimensions, and values in one of several ways. */
final class OnnxTensor {
  static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int BOOL = 9;
  private static final int FLOAT16 = 10;
  private static final int DOUBLE = 11;
  private static final int BFLOAT16 = 16;

  private final List<Integer> shape = new ArrayList<>();
  private final LongArrayList listed = new LongArrayList(); // numbers, or the bits of floats
  private final Map<String, String> external = new HashMap<>();
  private String name = "";
  private int type;
  private byte[] raw;
  private boolean isExternal;

  OnnxTensor(Wire wire) throws FormatException {
    LongArrayList dimensions = new LongArrayList();
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> wire.numbers(dimensions::add);
        case 2 -> type = (int) wire.number();
        case 4 -> wire.fixed(Float.BYTES, listed::add);
        case 5, 7 -> wire.numbers(listed::add);
        case 8 -> name = wire.text();
        case 9 -> raw = wire.bytes();
        case 10 -> wire.fixed(Double.BYTES, listed::add);
        case 13 -> entry(wire.message());
        case 14 -> isExternal = wire.number() == 1;
        default -> {}
      }
    }
    for (long dimension : dimensions) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE) {
        throw refused("has the dimensions " + dimensions);
      }
      shape.add((int) dimension);
    }
  }

  private void entry(Wire entry) throws FormatException {
    String key = "";
    String value = "";
    while (entry.next()) {
      switch (entry.field()) {
        case 1 -> key = entry.text();
        case 2 -> value = entry.text();
        default -> {}
      }
    }
    external.put(key, value);
  }

  static boolean isWhole(long type) {
    return type >= UINT8 && type <= BOOL && type != 8;
  }

  String name() {
    return name;
  }

  boolean isExternal() {
    return isExternal;
  }

  String external(String key, String otherwise) {
    return external.getOrDefault(key, otherwise);
  }

  long externalNumber(String key, long otherwise) throws FormatException {
    String text = external.get(key);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new FormatException(
          "the tensor '%s' has %s = '%s'; expected a number".formatted(name, key, text), e);
    }
  }

  /**
   * {@return the values}
   *
   * @param bytes those from another file; null for those of this one
   */
  Constant constant(byte[] bytes) throws FormatException {
    long count = 1;
    for (int dimension : shape) {
      count = Math.multiplyHigh(count, dimension) == 0 ? count * dimension : -1;
      if (count < 0) {
        throw refused("has the dimensions " + shape);
      }
    }
    byte[] data = bytes != null ? bytes : raw;
    int width = width();
    long present =
        data == null ? listed.size() : data.length % width == 0 ? data.length / width : -1;
    if (present != count) {
      throw refused("has %d values of the dimensions %s".formatted(present, shape));
    }
    ByteBuffer buffer = data == null ? null : ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    return isWhole(type) ? whole((int) count, buffer) : floats((int) count, buffer);
  }

  private int width() throws FormatException {
    return switch (type) {
      case FLOAT, INT32 -> 4;
      case UINT8, INT8, BOOL -> 1;
      case FLOAT16, BFLOAT16 -> 2;
      case INT64, DOUBLE -> 8;
      default ->
          throw refused(
              "is of ONNX's type %d; expected floats, or whole numbers of 8, 32 or 64 bits"
                  .formatted(type));
    };
  }

  private Constant floats(int count, ByteBuffer data) throws FormatException {
    IntToDoubleFunction value =
        switch (type) {
          case FLOAT ->
              i ->
                  data != null
                      ? data.getFloat(4 * i)
                      : Float.intBitsToFloat((int) listed.getLong(i));
          case FLOAT16 ->
              i ->
                  Float.float16ToFloat(
                      data != null ? data.getShort(2 * i) : (short) listed.getLong(i));
          case BFLOAT16 ->
              i ->
                  Float.intBitsToFloat(
                      (data != null ? data.getShort(2 * i) : (short) listed.getLong(i)) << 16);
          default ->
              i ->
                  data != null ? data.getDouble(8 * i) : Double.longBitsToDouble(listed.getLong(i));
        };
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) value.applyAsDouble(i);
      if (!Float.isFinite(values[i])) {
        throw refused("has the value %s at %d; expected finite numbers".formatted(values[i], i));
      }
    }
    return Constant.of(shape, values);
  }

  private Constant whole(int count, ByteBuffer data) {
    IntToLongFunction value =
        switch (type) {
          case UINT8, BOOL -> i -> data.get(i) & 0xff;
          case INT8 -> i -> data.get(i);
          case INT32 -> i -> data.getInt(4 * i);
          default -> i -> data.getLong(8 * i);
        };
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      long number = data == null ? listed.getLong(i) : value.applyAsLong(i);
      values[i] = Math.max(number, Constant.COMPUTED + 1); // some serve as the lowest there is
    }
    return Constant.of(shape, values);
  }

  private FormatException refused(String why) {
    return new FormatException("the tensor '%s' %s".formatted(name, why));
  }
}
