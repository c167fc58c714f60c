package org.lstm4j.jmh.engine;

import org.lstm4j.random.SeededRandom;

/**
 * A product C {@code [m × n]} ← A {@code [m × k]} · B {@code [k × n]}, row-major, with uniform
 * numbers from a fixed seed.
 */
public final class GemmProblem {
  private static final long SEED = 1;

  /** Rows of A and C. */
  public final int m;

  /** Columns of B and C. */
  public final int n;

  /** Columns of A, rows of B. */
  public final int k;

  /** A {@code [m × k]}. */
  public final float[] a;

  /** B {@code [k × n]}. */
  public final float[] b;

  /**
   * Makes a problem.
   *
   * @param size in the form of {@link GemmSize#parse}
   * @throws IllegalArgumentException if the text has another form
   */
  public GemmProblem(String size) {
    GemmSize sizes = GemmSize.parse(size);
    m = sizes.m();
    n = sizes.n();
    k = sizes.k();
    SeededRandom random = new SeededRandom(SEED);
    a = uniform(random, m * k);
    b = uniform(random, k * n);
  }

  private static float[] uniform(SeededRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextUniform(-1, 1);
    }
    return values;
  }
}
