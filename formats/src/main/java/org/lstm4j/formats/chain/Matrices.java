package org.lstm4j.formats.chain;

/** Matrices in other orders. */
public final class Matrices {
  private Matrices() {}

  /**
   * {@return the values of {@code [rows × columns]} as {@code [columns × rows]}}
   *
   * @param values row-major
   * @param rows rows, at least 1
   */
  public static float[] transposed(float[] values, int rows) {
    int columns = values.length / rows;
    float[] transposed = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        transposed[c * rows + r] = values[r * columns + c];
      }
    }
    return transposed;
  }

  /**
   * {@return blocks of equal length in another order}
   *
   * @param values as many blocks as the order has numbers
   * @param order for each block of the result which one it is of the values
   */
  public static float[] blocks(float[] values, int... order) {
    float[] ordered = new float[values.length];
    int length = values.length / order.length;
    for (int k = 0; k < order.length; k++) {
      System.arraycopy(values, order[k] * length, ordered, k * length, length);
    }
    return ordered;
  }
}
