package org.lstm4j.simd.gemm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.lstm4j.kernel.PackedMatrix;
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
 * <p>Panels lie outside the heap, aligned to 64 bytes: a vector of an array crosses a cache line
 * wherever the collector happened to put the array, and a product of one row is as fast as its
 * loads. The memory is freed when the panels are no longer reachable.
 */
public final class Panels implements PackedMatrix {
  /** Columns of a panel. */
  static final int COLUMNS = Tuning.PANEL_VECTORS * Lanes.COUNT;

  /** Bytes of one row of a panel. */
  static final long ROW_BYTES = (long) Tuning.PANEL_VECTORS * Lanes.BYTES;

  private static final int ALIGNMENT = 64;

  private final int rows;
  private final int columns;

  /** Panels {@code [⌈n/C⌉ × k × C]}. */
  final MemorySegment values;

  /**
   * Room for a matrix, zero at first.
   *
   * @param rows k
   * @param columns n
   */
  public Panels(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.values = allocate(rows, columns);
  }

  /** Room for the panels of a matrix. */
  static MemorySegment allocate(int rows, int columns) {
    int panels = (columns + COLUMNS - 1) / COLUMNS;
    return Arena.ofAuto().allocate(panels * ROW_BYTES * rows, ALIGNMENT);
  }

  /** Bytes of one panel of a number of rows. */
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

  /** The place of an element, counted in floats. */
  long index(int k, int column) {
    long panel = column / COLUMNS;
    return (panel * rows + k) * COLUMNS + column % COLUMNS;
  }
}
