package org.lstm4j.layer;

import java.util.List;
import org.lstm4j.kernel.Matrix;

/**
 * One named matrix inside a flat {@code float[]}: {@code rows × columns} values, row-major, from
 * {@code offset} on. A vector is a matrix of one row.
 *
 * @param name the parameter's name, PyTorch's where PyTorch has one
 * @param offset index of the first value
 * @param rows number of rows, at least 1
 * @param columns number of columns, at least 1
 * @param vector whether the slice is a vector, which files store with one dimension
 * @param blocks what its values are for: one role for all, or one for each of equal parts, such as
 *     the gates of an LSTM
 */
public record Slice(
    String name, int offset, int rows, int columns, boolean vector, List<Role> blocks) {

  /** Copies the list. */
  public Slice {
    blocks = List.copyOf(blocks);
  }

  /** {@return the number of values, rows × columns} */
  public int length() {
    return rows * columns;
  }

  /** {@return its shape in files, of one dimension for a vector} */
  public List<Integer> shape() {
    return vector ? List.of(columns) : List.of(rows, columns);
  }

  /** {@return whether these are weights, which may decay} */
  public boolean isWeights() {
    return blocks.getFirst().isWeights();
  }

  /** {@return whether training changes the values} */
  public boolean isTrained() {
    return blocks.getFirst().isTrained();
  }

  /** {@return the index one past the last value} */
  public int end() {
    return offset + length();
  }

  /**
   * Points a view at the slice in a flat array.
   *
   * @param view becomes a view of the slice
   * @param values the flat array, of the layout that the slice is of
   * @return the view
   */
  public Matrix point(Matrix view, float[] values) {
    return view.set(values, offset, rows, columns);
  }

  /**
   * Describes the place of one value, for messages.
   *
   * @param index an index of the flat array inside this slice
   * @return for example {@code lstm.weight_hh_l0[12, 3]}
   */
  public String locate(int index) {
    int within = index - offset;
    return vector
        ? name + "[" + within + "]"
        : name + "[" + within / columns + ", " + within % columns + "]";
  }
}
