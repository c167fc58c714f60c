package org.lstm4j.samples.prices;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A change from one day to the next that is as large as that of a stock split. Raw prices show a
 * split as a crash that never was; adjusted prices do not.
 *
 * @param date the day after the jump
 * @param before the price of the trading day before
 * @param after the price of that day
 */
public record SplitJump(LocalDate date, double before, double after) {
  private static final double SMALLEST_RATIO = 1.8;
  private static final MathContext SHOWN_DIGITS = new MathContext(6);

  /**
   * Finds every jump by a factor of 1.8 or more, up or down, between neighbours by date.
   *
   * @param series prices in any order
   * @return the jumps, oldest first
   */
  public static List<SplitJump> find(PriceSeries series) {
    List<Integer> byDate =
        IntStream.range(0, series.size())
            .boxed()
            .sorted(Comparator.comparing(series.dates()::get))
            .toList();
    List<SplitJump> jumps = new ArrayList<>();
    for (int i = 1; i < byDate.size(); i++) {
      double before = series.prices().getDouble(byDate.get(i - 1));
      double after = series.prices().getDouble(byDate.get(i));
      if (after >= SMALLEST_RATIO * before || before >= SMALLEST_RATIO * after) {
        jumps.add(new SplitJump(series.dates().get(byDate.get(i)), before, after));
      }
    }
    return List.copyOf(jumps);
  }

  /**
   * Tells the size of the jump.
   *
   * @return price after divided by price before
   */
  public double factor() {
    return after / before;
  }

  /**
   * Describes the jump.
   *
   * @return for example {@code 2014-04-03: 1135.1 to 569.74, a factor of 0.50; raw prices with a
   *     split?}
   */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        factor() < 0.1
            ? "%s: %s to %s, a factor of %.3f; raw prices with a split?"
            : "%s: %s to %s, a factor of %.2f; raw prices with a split?",
        date,
        shown(before),
        shown(after),
        factor());
  }

  private static String shown(double price) {
    return BigDecimal.valueOf(price).round(SHOWN_DIGITS).stripTrailingZeros().toPlainString();
  }
}
