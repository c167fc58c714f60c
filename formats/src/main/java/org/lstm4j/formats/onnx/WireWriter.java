package org.lstm4j.formats.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes a message of Protocol Buffers field by field; see {@link Wire}. */
final class WireWriter {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  WireWriter number(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  WireWriter decimal(int field, float value) {
    varint((long) field << 3 | FOUR_BYTES);
    out.writeBytes(littleEndian(Float.BYTES, to -> to.putFloat(value)));
    return this;
  }

  WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  WireWriter message(int field, WireWriter message) {
    return bytes(field, message.bytes());
  }

  WireWriter bytes(int field, byte[] bytes) {
    varint((long) field << 3 | LENGTH);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** {@return numbers as ONNX has them} */
  static byte[] littleEndian(int count, Consumer<ByteBuffer> numbers) {
    byte[] bytes = new byte[count];
    numbers.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
