package org.lstm4j.samples.plot;

import it.unimi.dsi.fastutil.doubles.DoubleList;
import java.util.Collection;
import java.util.Optional;

/**
 * The ends of an axis.
 *
 * @param min the lower end
 * @param max the upper end, not below the lower
 */
record Range(double min, double max) {
  private static final double AIR = 0.04;
  private static final double LEAST_AIR = 1e-9;

  /** XChart puts its y ticks at least this far apart, on 1, 2, 5 or 10 times a power of ten. */
  private static final double TICK_SHARE = 0.115;

  private static final double ROUNDS_UP_FROM = 0.75;
  private static final int MOST_DECIMALS = 5;
  private static final double LARGEST = 1e7;

  /** The extent of the finite values, of which there is at least one. */
  static Range of(Collection<? extends DoubleList> lists) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (DoubleList list : lists) {
      for (double value : list.toDoubleArray()) {
        if (Double.isFinite(value)) {
          min = Math.min(min, value);
          max = Math.max(max, value);
        }
      }
    }
    return new Range(min, max);
  }

  Range with(double value) {
    return new Range(Math.min(min, value), Math.max(max, value));
  }

  /** The extent with some air on both sides, also where all values are equal. */
  Range padded(boolean logarithmic) {
    if (logarithmic) {
      double factor = length() > 0 ? Math.pow(max / min, AIR) : 2;
      return new Range(min / factor, max * factor);
    }
    double air = length() > 0 ? length() * AIR : Math.max(Math.abs(min) * AIR, LEAST_AIR);
    return new Range(min - air, max + air);
  }

  double length() {
    return max - min;
  }

  /**
   * A number format with as many decimals as ticks on this range need, so that all of them have the
   * same number; empty where a plain number is not a good label.
   */
  Optional<String> decimalPattern() {
    double tick = length() * TICK_SHARE / ROUNDS_UP_FROM;
    int decimals = Math.max(0, -(int) Math.floor(Math.log10(tick)));
    boolean plain = decimals <= MOST_DECIMALS && Math.max(Math.abs(min), Math.abs(max)) < LARGEST;
    return plain
        ? Optional.of(decimals == 0 ? "#,##0" : "#,##0." + "0".repeat(decimals))
        : Optional.empty();
  }
}
