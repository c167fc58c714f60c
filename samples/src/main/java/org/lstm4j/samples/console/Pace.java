package org.lstm4j.samples.console;

import java.util.Locale;

/**
 * How fast a run goes, in words.
 *
 * @param percent the part that is done, rounded down
 * @param rate iterations in a second, or seconds an iteration when it is slow
 * @param elapsed time since the start
 * @param left expected time to the end, {@code ?} before the first iteration
 */
record Pace(int percent, String rate, String elapsed, String left) {
  private static final double NANOS = 1e9;
  private static final int SMALLEST_BAR = 5;
  private static final int LARGEST_BAR = 30;

  /**
   * How fast a run goes.
   *
   * @param before iterations that were done before the clock started
   */
  static Pace of(long before, long done, long total, long elapsedNanos) {
    double seconds = elapsedNanos / NANOS;
    boolean unknown = done == before || seconds <= 0;
    double perSecond = unknown ? 0 : (done - before) / seconds;
    return new Pace(
        (int) (100 * done / total),
        unknown ? "? it/s" : rate(perSecond),
        clock((long) seconds),
        unknown ? "?" : clock(Math.round((total - done) / perSecond)));
  }

  /** Draws {@code [====> ]} with at most {@code room} characters, or nothing if that is few. */
  static String bar(long done, long total, int room) {
    int inner = Math.min(room, LARGEST_BAR) - 2;
    if (inner < SMALLEST_BAR) {
      return "";
    }
    int filled = (int) (inner * done / total);
    String head = filled == inner || filled == 0 ? "" : ">";
    String body = "=".repeat(filled - head.length()) + head;
    return "[" + body + " ".repeat(inner - filled) + "]";
  }

  private static String rate(double perSecond) {
    if (perSecond < 1) {
      return String.format(Locale.ROOT, "%.2f s/it", 1 / perSecond);
    }
    String pattern = perSecond < 10 ? "%.2f it/s" : perSecond < 100 ? "%.1f it/s" : "%,.0f it/s";
    return String.format(Locale.ROOT, pattern, perSecond);
  }

  private static String clock(long seconds) {
    long hours = seconds / 3600;
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }
}
