package org.lstm4j.io;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** The types of numbers that a safetensors file may hold. */
enum ElementType {
  /** 64 bits; each value is rounded to the nearest float. */
  F64(8, true),
  /** What everything here computes with. */
  F32(4, true),
  /** IEEE 754's half precision. */
  F16(2, true),
  /** The upper half of a float. */
  BF16(2, true),
  /** Whole numbers and truth values, which are no weights. */
  I64(8, false),
  U64(8, false),
  I32(4, false),
  U32(4, false),
  I16(2, false),
  U16(2, false),
  I8(1, false),
  U8(1, false),
  BOOL(1, false),
  /** Eight bits, whose values are not read. */
  F8_E4M3(1, false),
  F8_E5M2(1, false);

  private final int bytes;
  private final boolean weights;

  ElementType(int bytes, boolean weights) {
    this.bytes = bytes;
    this.weights = weights;
  }

  /** {@return the type of a name, or null} */
  static ElementType of(Object name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** {@return whether it may be that of quantised weights, which would be missing} */
  boolean mayBeQuantised() {
    return bytes == 1 && this != BOOL;
  }

  /** {@return how many bytes a number takes} */
  int bytes() {
    return bytes;
  }

  /** {@return whether values become floats} */
  boolean isRead() {
    return weights;
  }

  /**
   * Reads numbers as floats; too large ones become infinite.
   *
   * @param data whole numbers of this type
   * @param values receives as many
   */
  void read(ByteBuffer data, FloatBuffer values) {
    switch (this) {
      case F64 -> {
        while (data.hasRemaining()) {
          values.put((float) data.getDouble());
        }
      }
      case F32 -> values.put(data.asFloatBuffer());
      case F16 -> {
        while (data.hasRemaining()) {
          values.put(Float.float16ToFloat(data.getShort()));
        }
      }
      case BF16 -> {
        while (data.hasRemaining()) {
          values.put(Float.intBitsToFloat(data.getShort() << Short.SIZE));
        }
      }
      default -> throw new AssertionError(this + " holds no weights");
    }
  }
}
