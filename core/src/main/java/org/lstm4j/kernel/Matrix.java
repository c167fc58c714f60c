package org.lstm4j.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * A view of a row-major matrix in a {@code float[]}: value (r, c) lies at {@code offset + r·stride
 * + c}. Kernels take views; whoever owns an array makes its views once and moves them from batch to
 * batch and from step to step, which allocates nothing. For one thread at a time, as the array is.
 */
public final class Matrix {
  private float[] values;
  private int offset;
  private int rows;
  private int columns;
  private int stride;

  /**
   * A view of part of an array.
   *
   * @param values the array, not copied
   * @param offset index of the first value
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 0
   * @param stride distance of two rows in values, at least the columns
   * @throws IllegalArgumentException if the rows overlap
   * @throws IndexOutOfBoundsException if the view reaches beyond the array
   */
  public Matrix(float[] values, int offset, int rows, int columns, int stride) {
    if (rows < 0 || columns < 0 || stride < columns) {
      throw new IllegalArgumentException(
          "a matrix of %d × %d cannot have rows %d apart".formatted(rows, columns, stride));
    }
    set(values, offset, rows, columns, stride);
  }

  /**
   * A view without gaps between its rows.
   *
   * @param values the array, not copied
   * @param offset index of the first value
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 0
   * @throws IndexOutOfBoundsException if the view reaches beyond the array
   */
  public Matrix(float[] values, int offset, int rows, int columns) {
    this(values, offset, rows, columns, columns);
  }

  /**
   * A whole array as a matrix.
   *
   * @param values the array, not copied; whole rows
   * @param columns number of columns, at least 1
   */
  public Matrix(float[] values, int columns) {
    this(values, 0, values.length / columns, columns, columns);
  }

  /** An empty view, to be set by {@link #block}. */
  public Matrix() {
    this(new float[0], 0, 0, 0, 0);
  }

  private void set(float[] newValues, int newOffset, int newRows, int newColumns, int newStride) {
    long length = newRows == 0 ? 0 : (newRows - 1L) * newStride + newColumns;
    if (newOffset < 0 || newOffset + length > newValues.length) {
      throw new IndexOutOfBoundsException(
          "%d × %d values, rows %d apart, from %d on reach beyond an array of %d"
              .formatted(newRows, newColumns, newStride, newOffset, newValues.length));
    }
    assign(newValues, newOffset, newRows, newColumns, newStride);
  }

  private void assign(
      float[] newValues, int newOffset, int newRows, int newColumns, int newStride) {
    values = newValues;
    offset = newOffset;
    rows = newRows;
    columns = newColumns;
    stride = newStride;
  }

  /**
   * Moves the view within its array.
   *
   * @param newOffset index of the first value
   * @param newRows number of rows, at least 0
   * @return this
   * @throws IndexOutOfBoundsException if the view would reach beyond the array
   */
  public Matrix move(int newOffset, int newRows) {
    if (newOffset != offset || newRows != rows) {
      set(values, newOffset, newRows, columns, stride);
    }
    return this;
  }

  /**
   * Becomes a view of part of an array, without gaps between its rows.
   *
   * @param newValues the array, not copied
   * @param newOffset index of the first value
   * @param newRows number of rows, at least 0
   * @param newColumns number of columns, at least 0
   * @return this
   * @throws IndexOutOfBoundsException if the view would reach beyond the array
   */
  public Matrix set(float[] newValues, int newOffset, int newRows, int newColumns) {
    set(newValues, newOffset, newRows, newColumns, newColumns);
    return this;
  }

  /**
   * Becomes a view of a block of another matrix.
   *
   * @param of the other matrix
   * @param row the block's first row
   * @param column the block's first column
   * @param newRows its number of rows
   * @param newColumns its number of columns
   * @return this
   * @throws IndexOutOfBoundsException if the block reaches beyond the other matrix
   */
  public Matrix block(Matrix of, int row, int column, int newRows, int newColumns) {
    Objects.checkFromIndexSize(row, newRows, of.rows);
    Objects.checkFromIndexSize(column, newColumns, of.columns);
    // A block of what lies within an array lies within it.
    assign(of.values, of.offset + row * of.stride + column, newRows, newColumns, of.stride);
    return this;
  }

  /**
   * Becomes a view of rows of another matrix.
   *
   * @param of the other matrix
   * @param from the first row
   * @param to the row after the last one
   * @return this
   * @throws IndexOutOfBoundsException if the rows are not there
   */
  public Matrix rows(Matrix of, int from, int to) {
    return block(of, from, 0, to - from, of.columns);
  }

  /**
   * Sets all values.
   *
   * @param value the value
   */
  public void fill(float value) {
    for (int r = 0; r < rows; r++) {
      Arrays.fill(values, offset(r), offset(r) + columns, value);
    }
  }

  /**
   * Takes over the values of another matrix.
   *
   * @param other of the same size
   */
  public void copyFrom(Matrix other) {
    checkSameSize(other);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(other.values, other.offset(r), values, offset(r), columns);
    }
  }

  /**
   * Adds another matrix to this one, value by value.
   *
   * @param other of the same size
   */
  public void add(Matrix other) {
    checkSameSize(other);
    for (int r = 0; r < rows; r++) {
      int to = offset(r);
      int from = other.offset(r);
      for (int j = 0; j < columns; j++) {
        values[to + j] += other.values[from + j];
      }
    }
  }

  /**
   * Checks that this matrix has the size of another.
   *
   * @param other the other one
   * @throws IllegalArgumentException naming the sizes, if they differ
   */
  public void checkSameSize(Matrix other) {
    if (rows != other.rows || columns != other.columns) {
      throw new IllegalArgumentException(
          "a matrix of %d × %d does not go with one of %d × %d"
              .formatted(rows, columns, other.rows, other.columns));
    }
  }

  /** {@return the array behind the view, not a copy} */
  public float[] values() {
    return values;
  }

  /** {@return the index of the first value} */
  public int offset() {
    return offset;
  }

  /**
   * {@return the index of a row's first value}
   *
   * @param row number of the row, from 0
   */
  public int offset(int row) {
    return offset + row * stride;
  }

  /** {@return the number of rows} */
  public int rows() {
    return rows;
  }

  /** {@return the number of columns} */
  public int columns() {
    return columns;
  }

  /** {@return the distance of two rows in values} */
  public int stride() {
    return stride;
  }

  /** {@return the number of values, rows × columns} */
  public int size() {
    return rows * columns;
  }

  @Override
  public String toString() {
    return "%d × %d from %d, rows %d apart".formatted(rows, columns, offset, stride);
  }
}
