package org.lstm4j.kernel.support;

/**
 * The one shape of all sums over elements, so that they have the same bits at every vector width
 * and number of threads: blocks of {@link #BLOCK} elements; in a block {@link #LANES} interleaved
 * partial sums, element j going to {@code s[j mod 32]} in ascending order from +0, folded by halves
 * (16, 8, 4, 2, 1); the blocks' sums added up in double.
 */
public final class SumShape {

  /** Interleaved partial sums. */
  public static final int LANES = 32;

  /** Elements that are summed in float before a double takes over. */
  public static final int BLOCK = 1024;

  private SumShape() {}
}
