package org.lstm4j.io;

import java.util.List;

/**
 * A named array of a safetensors file.
 *
 * @param shape its dimensions, outermost first; empty for a single number
 * @param values its values, row-major; as many as the dimensions multiplied
 */
public record Tensor(List<Integer> shape, float[] values) {

  /** Checks that shape and values agree. */
  public Tensor {
    shape = List.copyOf(shape);
    long length = 1;
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("the shape %s has a negative size".formatted(shape));
      }
      length = Math.multiplyExact(length, (long) dimension);
    }
    if (length != values.length) {
      throw new IllegalArgumentException(
          "the shape %s holds %d values; there are %d".formatted(shape, length, values.length));
    }
  }
}
