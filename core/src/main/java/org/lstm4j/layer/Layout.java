package org.lstm4j.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lstm4j.kernel.Buffers;

/**
 * The order of named slices in a flat array, without gaps. Parameters, gradients and optimizer
 * moments of a model share one layout, so that an optimizer is a single pass over flat arrays.
 */
public final class Layout {
  private final List<Slice> slices;
  private final Map<String, Slice> named = new HashMap<>();
  private final int size;

  private Layout(List<Slice> slices) {
    this.slices = List.copyOf(slices);
    slices.forEach(slice -> named.putIfAbsent(slice.name(), slice));
    this.size = slices.isEmpty() ? 0 : slices.getLast().end();
  }

  /** {@return a builder for a new layout} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the slices in their order in memory} */
  public List<Slice> slices() {
    return slices;
  }

  /** {@return the number of values of all slices together} */
  public int size() {
    return size;
  }

  /**
   * Finds a slice by its name.
   *
   * @param name the slice's name
   * @return the slice
   * @throws IllegalArgumentException if there is no slice of that name
   */
  public Slice slice(String name) {
    Slice slice = named.get(name);
    if (slice == null) {
      throw new IllegalArgumentException(
          "no parameter '%s'; there are %s"
              .formatted(name, slices.stream().map(Slice::name).toList()));
    }
    return slice;
  }

  /**
   * Finds the slice that holds an index of the flat array.
   *
   * @param index an index in [0, size)
   * @return the slice
   * @throws IndexOutOfBoundsException if the index lies outside
   */
  public Slice sliceAt(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "index %d of a layout of %d values".formatted(index, size));
    }
    int low = 0;
    int high = slices.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (slices.get(middle).offset() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return slices.get(low);
  }

  /** Collects slices one after the other. */
  public static final class Builder {
    private final List<Slice> slices = new ArrayList<>();
    private long size;

    private Builder() {}

    /**
     * Appends a matrix.
     *
     * @param name its name
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1
     * @param blocks what it is for: one role, or one for each of equal parts of its rows
     * @return the slice that it got
     * @throws IllegalArgumentException if the whole no longer fits one Java array
     */
    public Slice matrix(String name, int rows, int columns, Role... blocks) {
      return append(name, rows, columns, false, blocks);
    }

    /**
     * Appends a vector.
     *
     * @param name its name
     * @param length number of values, at least 1
     * @param blocks what it is for: one role, or one for each of equal parts
     * @return the slice that it got
     * @throws IllegalArgumentException if the whole no longer fits one Java array
     */
    public Slice vector(String name, int length, Role... blocks) {
      return append(name, 1, length, true, blocks);
    }

    /** {@return the finished layout} */
    public Layout build() {
      return new Layout(slices);
    }

    private Slice append(String name, int rows, int columns, boolean vector, Role... blocks) {
      long end = size + (long) rows * columns;
      if (end > Buffers.LONGEST) {
        throw new IllegalArgumentException(
            "%s of %d × %d takes the parameters to %d values, more than one array holds"
                .formatted(name, rows, columns, end));
      }
      Slice slice = new Slice(name, (int) size, rows, columns, vector, List.of(blocks));
      slices.add(slice);
      size = end;
      return slice;
    }
  }
}
