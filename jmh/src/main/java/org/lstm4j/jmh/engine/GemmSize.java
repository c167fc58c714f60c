package org.lstm4j.jmh.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of a product C {@code [m × n]} ← A {@code [m × k]} · B {@code [k × n]}, written {@code
 * 64x256x128} as m, n, k.
 *
 * @param m rows of A and C
 * @param n columns of B and C
 * @param k columns of A, rows of B
 */
public record GemmSize(int m, int n, int k) {
  private static final Pattern FORM = Pattern.compile("(\\d+)x(\\d+)x(\\d+)");

  /**
   * Reads sizes.
   *
   * @param text for example {@code 64x256x64}
   * @return the sizes
   * @throws IllegalArgumentException if the text has another form
   */
  public static GemmSize parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "the size is '%s'; expected m, n and k in a form like 64x256x64".formatted(text));
    }
    return new GemmSize(
        Integer.parseInt(form.group(1)),
        Integer.parseInt(form.group(2)),
        Integer.parseInt(form.group(3)));
  }

  /** {@return whether all three are the same} */
  public boolean square() {
    return m == n && n == k;
  }

  /** {@return multiplications and additions} */
  public double flops() {
    return 2.0 * m * n * k;
  }
}
