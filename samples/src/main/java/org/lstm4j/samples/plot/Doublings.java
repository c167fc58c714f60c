package org.lstm4j.samples.plot;

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

  /** {@return the number at a whole position, such as 32 or 1/4; nothing between two of them} */
  static String label(double position) {
    double whole = Math.rint(position);
    if (Math.abs(position - whole) > ROUNDING || Math.abs(whole) >= Long.SIZE - 1) {
      return "";
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
