package org.lstm4j.jmh.startup;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Times per call, collected in windows of a tenth of a second since the start of the process. */
final class Windows {
  /** Windows in a second. */
  static final int PER_SECOND = 10;

  private final List<DoubleArrayList> windows = new ArrayList<>();

  /**
   * Makes windows.
   *
   * @param seconds how far they reach
   */
  Windows(double seconds) {
    for (int i = 0; i < Math.ceil(seconds * PER_SECOND); i++) {
      windows.add(new DoubleArrayList());
    }
  }

  /**
   * Adds a time to every window that it touches: a call may be longer than a window.
   *
   * @param begin when the calls began, in seconds
   * @param end when they ended
   * @param nanoseconds the time per call
   */
  void add(double begin, double end, double nanoseconds) {
    int last = Math.min((int) (end * PER_SECOND), windows.size() - 1);
    for (int i = Math.max(0, (int) (begin * PER_SECOND)); i <= last; i++) {
      windows.get(i).add(nanoseconds);
    }
  }

  /** {@return the median time of each window, to a tenth; NaN where there was no call} */
  @Override
  public String toString() {
    return windows.stream()
        .map(times -> String.format(Locale.ROOT, "%.1f", Median.of(times.toDoubleArray())))
        .collect(Collectors.joining(" "));
  }
}
