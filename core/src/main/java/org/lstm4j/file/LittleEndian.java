package org.lstm4j.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as bytes, the lowest first, on machines of either order. */
public final class LittleEndian {
  private static final int PIECE = 1 << 14; // numbers at a time, so that no array is doubled

  private LittleEndian() {}

  /**
   * Writes floats.
   *
   * @param values the numbers
   * @param from index of the first
   * @param count how many
   * @param out where to
   * @throws IOException if it cannot be written
   */
  public static void write(float[] values, int from, int count, OutputStream out)
      throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.min(count, PIECE) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int left = count; left > 0; left -= PIECE) { // counted up, it would overflow
      int piece = Math.min(PIECE, left);
      bytes.asFloatBuffer().put(values, from + count - left, piece);
      out.write(bytes.array(), 0, piece * Float.BYTES);
    }
  }
}
