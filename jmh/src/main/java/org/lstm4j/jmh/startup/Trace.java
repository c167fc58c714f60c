package org.lstm4j.jmh.startup;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * What one start of a probe gave.
 *
 * @param firstResult seconds from the start of the process to the first result
 * @param firstCall nanoseconds that the first call took
 * @param bits the bits of the first result, in hexadecimal
 * @param perCall the median time of a call in nanoseconds, for every tenth of a second since the
 *     start of the process; not a number before the first call
 */
public record Trace(double firstResult, long firstCall, String bits, double[] perCall) {

  /**
   * Reads what {@link Probe} printed.
   *
   * @param printed the lines of its standard output
   * @return what they say
   */
  static Trace parse(String printed) {
    Iterator<String> lines = printed.lines().iterator();
    return new Trace(
        Double.parseDouble(lines.next()),
        Long.parseLong(lines.next()),
        lines.next(),
        Arrays.stream(lines.next().split(" ")).mapToDouble(Double::parseDouble).toArray());
  }

  /**
   * The time per call at some moment.
   *
   * @param seconds since the start of the process
   * @return nanoseconds in the tenth of a second that ends then; not a number if there was no call
   */
  public double perCall(double seconds) {
    int window = (int) Math.round(seconds * Windows.PER_SECOND) - 1;
    return window < perCall.length ? perCall[window] : Double.NaN;
  }

  /** {@return the seconds after the start of the process at which the windows end} */
  public double[] times() {
    return IntStream.rangeClosed(1, perCall.length)
        .mapToDouble(window -> (double) window / Windows.PER_SECOND)
        .toArray();
  }
}
