package org.lstm4j.formats.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.lstm4j.io.FormatException;

/**
 * Reads a message of Protocol Buffers field by field: as much of the encoding as ONNX needs. A
 * field that is not taken is skipped by the next {@link #next}.
 *
 * <pre>{@code
 * while (wire.next()) {
 *   switch (wire.field()) {
 *     case 1 -> name = wire.text();
 *     default -> {}
 *   }
 * }
 * }</pre>
 */
final class Wire {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  private final byte[] data;
  private final int end;
  private int at;
  private int field;
  private int type;
  private boolean pending; // the field at hand has not been taken

  Wire(byte[] data) {
    this(data, 0, data.length);
  }

  private Wire(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
  }

  /** {@return whether there is another field} */
  boolean next() throws FormatException {
    if (pending) {
      skip();
    }
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (tag < 0 || tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE >> 2) {
      throw damaged("a field of the number " + (tag >>> 3));
    }
    pending = true;
    return true;
  }

  /** {@return the number of the field at hand} */
  int field() {
    return field;
  }

  /** {@return the field as a whole number} */
  long number() throws FormatException {
    take(VARINT);
    return varint();
  }

  /** {@return the field as a float} */
  float decimal() throws FormatException {
    take(FOUR_BYTES);
    return Float.intBitsToFloat((int) fixed(Float.BYTES));
  }

  /** {@return the field as a message within} */
  Wire message() throws FormatException {
    take(LENGTH);
    int length = length();
    Wire message = new Wire(data, at, at + length);
    at += length;
    return message;
  }

  /** {@return the field as bytes} */
  byte[] bytes() throws FormatException {
    take(LENGTH);
    int length = length();
    at += length;
    return Arrays.copyOfRange(data, at - length, at);
  }

  /** {@return the field as text} */
  String text() throws FormatException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Takes one whole number or a packed list of them. */
  void numbers(LongConsumer to) throws FormatException {
    if (type == VARINT) {
      to.accept(number());
      return;
    }
    Wire list = message();
    while (list.at < list.end) {
      to.accept(list.varint());
    }
  }

  /** Takes one number of four or eight bytes, or a packed list of them, as their bits. */
  void fixed(int bytes, LongConsumer to) throws FormatException {
    if (type != LENGTH) {
      take(bytes == Integer.BYTES ? FOUR_BYTES : EIGHT_BYTES);
      to.accept(fixed(bytes));
      return;
    }
    Wire list = message();
    while (list.at < list.end) {
      to.accept(list.fixed(bytes));
    }
  }

  private void take(int expected) throws FormatException {
    if (type != expected) {
      throw damaged("field %d of the type %d; expected %d".formatted(field, type, expected));
    }
    pending = false;
  }

  private void skip() throws FormatException {
    pending = false;
    switch (type) {
      case VARINT -> varint();
      case EIGHT_BYTES -> fixed(Long.BYTES);
      case FOUR_BYTES -> fixed(Integer.BYTES);
      case LENGTH -> {
        int length = length(); // which moves on as well
        at += length;
      }
      default -> throw damaged("field %d of the type %d".formatted(field, type));
    }
  }

  private int length() throws FormatException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw damaged("a length of %d where %d bytes are left".formatted(length, end - at));
    }
    return (int) length;
  }

  private long varint() throws FormatException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == end) {
        throw damaged("a number that is cut off");
      }
      byte next = data[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number of more than ten bytes");
  }

  private long fixed(int bytes) throws FormatException {
    if (end - at < bytes) {
      throw damaged("a number that is cut off");
    }
    long value = 0;
    for (int b = 0; b < bytes; b++) {
      value |= (data[at++] & 0xffL) << (b * Byte.SIZE);
    }
    return value;
  }

  private FormatException damaged(String what) {
    return new FormatException("the ONNX file is damaged at byte %d: %s".formatted(at, what));
  }
}
