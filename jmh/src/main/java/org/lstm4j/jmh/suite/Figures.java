package org.lstm4j.jmh.suite;

import java.util.Locale;

/** How figures are written. What was not measured is a dash. */
final class Figures {
  static final String NONE = "–";

  private static final double KIB = 1024;
  private static final double MIB = KIB * KIB;
  private static final int DIGITS = 3;
  private static final int MOST_DECIMALS = 5;

  private Figures() {}

  /** {@return a time with three digits and its unit} */
  static String time(double nanoseconds) {
    if (Double.isNaN(nanoseconds)) {
      return NONE;
    }
    if (nanoseconds < 1e3) {
      return digits(nanoseconds) + " ns";
    }
    return nanoseconds < 1e6
        ? digits(nanoseconds / 1e3) + " µs"
        : digits(nanoseconds / 1e6) + " ms";
  }

  /** {@return a number with three digits, as many of them decimals as that takes} */
  static String digits(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    int before = value == 0 ? 1 : (int) Math.floor(Math.log10(value)) + 1;
    int decimals = Math.clamp(DIGITS - (long) before, 0, MOST_DECIMALS);
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** {@return a size in KiB or MiB} */
  static String bytes(double bytes) {
    return bytes < MIB
        ? String.format(Locale.ROOT, "%.0f KiB", bytes / KIB)
        : String.format(Locale.ROOT, "%.0f MiB", bytes / MIB);
  }

  /** {@return how many times as long} */
  static String ratio(double ratio) {
    return digits(ratio);
  }

  /** {@return a number, and in brackets its share of a limit where that is known} */
  static String share(double value, double limit) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    String share = Double.isNaN(limit) ? "" : " (%.0f %%)".formatted(100 * value / limit);
    return digits(value) + share;
  }
}
