package org.lstm4j.simd.gemm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.lstm4j.kernel.Buffers;
import org.lstm4j.kernel.PackedMatrix;
import org.lstm4j.kernel.WeightFormat;
import org.lstm4j.simd.Lanes;
import org.lstm4j.simd.Tuning;

/**
 * A right operand B {@code [k × n]} in column panels of {@link #COLUMNS} = C: panel after panel, in
 * each row after row, the last panel padded with zeros.
 *
 * <pre>
 * panel 0                        panel 1
 * b[0][0…C−1]                    b[0][C…2C−1]
 * b[1][0…C−1]                    …
 * </pre>
 *
 * <p>As bfloat16 a row has half the vectors, of integers: an integer holds the upper halves of two
 * floats that lie a vector apart, the left one below. A shift or a mask makes each a float.
 *
 * <pre>
 * b[k][L]      b[k][0]      the first integer: bits 31…16 and 15…0
 * b[k][L+1]    b[k][1]
 * </pre>
 *
 * <p>Panels lie outside the heap, aligned to 64 bytes: a vector of an array crosses a cache line
 * wherever the collector happened to put the array, and a product of one row is as fast as its
 * loads. The memory is freed when the panels are no longer reachable. Where there is no more of it,
 * since the collector does not see how much is used and may not be asked to run ({@code
 * -XX:+DisableExplicitGC}), panels lie in the heap: that makes it run, and costs speed alone.
 */
public final class Panels implements PackedMatrix {
  /** Columns of a panel. */
  static final int COLUMNS = Tuning.PANEL_VECTORS * Lanes.COUNT;

  /** Bytes of one row of a panel. */
  static final long ROW_BYTES = (long) Tuning.PANEL_VECTORS * Lanes.BYTES;

  /** Bytes of one row of a panel of bfloat16. */
  static final long BFLOAT16_ROW_BYTES = ROW_BYTES / 2;

  private static final int ALIGNMENT = 64;

  /** Java waits half a second before it refuses memory: not again at once. */
  private static final long RETRY_NANOS = 1_000_000_000;

  private static final AtomicLong REFUSED = new AtomicLong(System.nanoTime() - 2 * RETRY_NANOS);

  private final int rows;
  private final int columns;

  private final long rowBytes;

  /** Whether these are pairs of bfloat16. */
  final boolean isBfloat16;

  /** Panels {@code [⌈n/C⌉ × k × C]}, of floats or, half as large, of pairs. */
  final MemorySegment values;

  /**
   * Room for a matrix, zero at first.
   *
   * @param rows k
   * @param columns n
   * @param format what is kept of each value
   */
  public Panels(int rows, int columns, WeightFormat format) {
    this.rows = rows;
    this.columns = columns;
    this.isBfloat16 = format == WeightFormat.BFLOAT16;
    this.rowBytes = isBfloat16 ? BFLOAT16_ROW_BYTES : ROW_BYTES;
    this.values = allocate(rows, columns, rowBytes);
  }

  /** Room for the panels of a matrix of floats. */
  static MemorySegment allocate(int rows, int columns) {
    return allocate(rows, columns, ROW_BYTES);
  }

  private static MemorySegment allocate(int rows, int columns, long rowBytes) {
    int panels = (columns + COLUMNS - 1) / COLUMNS;
    long bytes = panels * rowBytes * rows;
    boolean fitsHeap = bytes <= (long) Buffers.LONGEST * Float.BYTES;
    if (!fitsHeap || System.nanoTime() - REFUSED.get() > RETRY_NANOS) {
      try {
        return Arena.ofAuto().allocate(bytes, ALIGNMENT);
      } catch (OutOfMemoryError e) {
        REFUSED.set(System.nanoTime());
        if (!fitsHeap) {
          throw e;
        }
      }
    }
    return MemorySegment.ofArray(new float[(int) (bytes / Float.BYTES)]);
  }

  /** Where a row of the panel that begins with a column lies, in bytes. */
  long offset(int k, int column) {
    long panel = column / COLUMNS;
    return (panel * rows + k) * rowBytes;
  }

  /** Bytes of one panel of floats of a number of rows. */
  static long panelBytes(int rows) {
    return ROW_BYTES * rows;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** One value of bfloat16, as a float. */
  float bfloat16(int k, int column) {
    int inPanel = column % COLUMNS;
    int vector = inPanel / Lanes.COUNT;
    long pair = (long) vector / 2 * Lanes.COUNT + inPanel % Lanes.COUNT;
    int bits = values.get(JAVA_INT, offset(k, column) + pair * Integer.BYTES);
    return Float.intBitsToFloat(vector % 2 == 0 ? bits << 16 : bits & Bfloat16.UPPER);
  }
}
