package org.lstm4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import org.lstm4j.random.SeededRandom;

/**
 * A row-major matrix inside a larger array. Everything before, between and after its rows is a
 * canary: a NaN of a payload of its own, which spoils a result that reads it and tells when it was
 * written over.
 */
public final class Guarded {
  private static final int CANARY = 0x7fc0_1dea;

  /** The array that holds the matrix. */
  public final float[] array;

  /** Index of the first element. */
  public final int offset;

  /** Distance of two rows. */
  public final int ld;

  /** Number of rows. */
  public final int rows;

  /** Number of columns. */
  public final int columns;

  private Guarded(int rows, int columns, int offset, int ld, int tail) {
    this.rows = rows;
    this.columns = columns;
    this.offset = offset;
    this.ld = Math.max(1, ld);
    array = new float[offset + rows * this.ld + tail];
    Arrays.fill(array, Float.intBitsToFloat(CANARY));
  }

  /** A matrix of NaN at a random offset, with a random leading dimension. */
  public static Guarded matrix(int rows, int columns, SeededRandom random) {
    int ld = columns + random.nextInt(6);
    return new Guarded(rows, columns, random.nextInt(10), ld, random.nextInt(20))
        .fill(Values.NAN, random);
  }

  /** The same without gaps between rows. */
  public static Guarded dense(int rows, int columns, SeededRandom random) {
    return new Guarded(rows, columns, random.nextInt(10), columns, random.nextInt(20))
        .fill(Values.NAN, random);
  }

  /** The same from index 0 on; for arrays that come without an offset. */
  public static Guarded vector(int length, SeededRandom random) {
    return new Guarded(1, length, 0, length, 1 + random.nextInt(20)).fill(Values.NAN, random);
  }

  /** Fills the matrix row by row. */
  public Guarded fill(Values values, SeededRandom random) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        set(r, c, values.next(random));
      }
    }
    return this;
  }

  /** The element at a row and a column. */
  public float get(int row, int column) {
    return array[offset + row * ld + column];
  }

  /** Sets an element. */
  public void set(int row, int column, float value) {
    array[offset + row * ld + column] = value;
  }

  /** An independent copy of array and matrix. */
  public Guarded copy() {
    Guarded copy = new Guarded(rows, columns, offset, ld, array.length - offset - rows * ld);
    System.arraycopy(array, 0, copy.array, 0, array.length);
    return copy;
  }

  /** The transpose, at another offset and leading dimension. */
  public Guarded transposed(SeededRandom random) {
    Guarded transposed = matrix(columns, rows, random);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        transposed.set(c, r, get(r, c));
      }
    }
    return transposed;
  }

  /** The matrix as kernels take it. */
  public Matrix view() {
    return new Matrix(array, offset, rows, columns, ld);
  }

  /** One of its rows as kernels take it. */
  public Matrix row(int row) {
    return new Matrix(array, offset + row * ld, 1, columns, ld);
  }

  /** The elements without what surrounds them. */
  public float[] values() {
    float[] values = new float[rows * columns];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(array, offset + r * ld, values, r * columns, columns);
    }
    return values;
  }

  /** Fails if anything outside the matrix was written. */
  public void assertGuards(String what) {
    for (int i = 0; i < array.length; i++) {
      int within = i - offset;
      boolean inside = within >= 0 && within / ld < rows && within % ld < columns;
      if (!inside && Float.floatToRawIntBits(array[i]) != CANARY) {
        fail(
            "%s: wrote %s to index %d of an array whose matrix of %d × %d starts at %d with ld %d"
                .formatted(what, array[i], i, rows, columns, offset, ld));
      }
    }
  }

  /** Fails if this differs in any bit from an earlier copy: an input must stay as it was. */
  public void assertUntouched(String what, Guarded before) {
    for (int i = 0; i < array.length; i++) {
      assertEquals(
          Float.floatToRawIntBits(before.array[i]), Float.floatToRawIntBits(array[i]), what);
    }
  }

  /** Fails if two floats differ in any bit; one NaN is as good as another. */
  public static void assertSameBits(float expected, float actual, String what, Object... place) {
    if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
      fail(
          "%s%s: expected %s (%a), got %s (%a)"
              .formatted(what, Arrays.toString(place), expected, expected, actual, actual));
    }
  }

  /** Fails if two doubles differ in any bit; one NaN is as good as another. */
  public static void assertSameBits(double expected, double actual, String what) {
    if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(actual)) {
      fail("%s: expected %s (%a), got %s (%a)".formatted(what, expected, expected, actual, actual));
    }
  }

  /** Fails if two arrays differ in any bit; one NaN is as good as another. */
  public static void assertSameBits(float[] expected, float[] actual, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      assertSameBits(expected[i], actual[i], what, i);
    }
  }
}
