package org.lstm4j.jmh.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lstm4j.random.SeededRandom;

/**
 * A product C {@code [m × n]} ← A {@code [m × k]} · B {@code [k × n]}, row-major, with uniform
 * numbers from a fixed seed. Written {@code 256x256x256}, as m, n, k.
 */
public final class GemmProblem {
  private static final Pattern FORM = Pattern.compile("(\\d+)x(\\d+)x(\\d+)");
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
   * @param size for example {@code 64x256x64}
   * @throws IllegalArgumentException if the text has another form
   */
  public GemmProblem(String size) {
    Matcher form = FORM.matcher(size);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "the size is '%s'; expected m, n and k in a form like 64x256x64".formatted(size));
    }
    m = Integer.parseInt(form.group(1));
    n = Integer.parseInt(form.group(2));
    k = Integer.parseInt(form.group(3));
    SeededRandom random = new SeededRandom(SEED);
    a = uniform(random, m * k);
    b = uniform(random, k * n);
  }

  /** {@return multiplications and additions} */
  public double flops() {
    return 2.0 * m * n * k;
  }

  private static float[] uniform(SeededRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextUniform(-1, 1);
    }
    return values;
  }
}
