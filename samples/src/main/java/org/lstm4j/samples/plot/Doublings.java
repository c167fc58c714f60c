package org.lstm4j.samples.plot;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers above 0 on an axis whose whole numbers are powers of two. */
final class Doublings {
  private static final double ROUNDING = 1e-6;

  /** Pixels between two labels, at least. */
  private static final int SPACING = 60;

  private Doublings() {}

  /** {@return where a number stands} */
  static double position(double x) {
    return Math.log(x) / Math.log(2);
  }

  /**
   * {@return the number at a position: 32 or 1/4 at whole ones, where the ticks are; two digits
   * between them, since XChart draws no tick at all where both ends have the same label}
   */
  static String label(double position) {
    double whole = Math.rint(position);
    if (Math.abs(position - whole) > ROUNDING || Math.abs(whole) >= Long.SIZE - 1) {
      return new BigDecimal(Math.pow(2, position))
          .round(new MathContext(2))
          .stripTrailingZeros()
          .toPlainString();
    }
    return whole < 0 ? "1/" + (1L << (int) -whole) : Long.toString(1L << (int) whole);
  }

  /**
   * {@return the pixels between two ticks that make XChart, which rounds to 1, 2 or 5, put them on
   * whole positions}
   *
   * @param positions how many lie on the axis
   */
  static int spacing(double positions) {
    return (int) Math.max(SPACING, Plot.WIDTH / Math.max(1, positions));
  }
}
