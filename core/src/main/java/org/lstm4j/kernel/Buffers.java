package org.lstm4j.kernel;

import java.math.BigInteger;
import java.util.Objects;

/**
 * Allocation of arrays whose length is a product of sizes, with a clear end where it is too long.
 */
public final class Buffers {
  /**
   * The longest array: some virtual machines keep a few words of the index range for themselves.
   */
  public static final int LONGEST = Integer.MAX_VALUE - 64;

  private Buffers() {}

  /**
   * Allocates floats.
   *
   * @param what the buffer's name, for the message
   * @param sizes factors of the length, none negative
   * @return an array of as many zeros
   * @throws IllegalArgumentException if it is more than one Java array holds
   */
  public static float[] floats(String what, int... sizes) {
    return new float[length(what, sizes)];
  }

  /**
   * Allocates ints.
   *
   * @param what the buffer's name, for the message
   * @param sizes factors of the length, none negative
   * @return an array of as many zeros
   * @throws IllegalArgumentException if it is more than one Java array holds
   */
  public static int[] ints(String what, int... sizes) {
    return new int[length(what, sizes)];
  }

  private static int length(String what, int... sizes) {
    BigInteger length = BigInteger.ONE;
    for (int size : Objects.requireNonNull(sizes, "sizes")) {
      length = length.multiply(BigInteger.valueOf(size));
    }
    if (length.compareTo(BigInteger.valueOf(LONGEST)) > 0) {
      throw new IllegalArgumentException(
          "the %s of this batch need %d values, more than one array holds; use smaller batches"
              .formatted(what, length));
    }
    return length.intValue();
  }
}
