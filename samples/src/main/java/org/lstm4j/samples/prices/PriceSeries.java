package org.lstm4j.samples.prices;

import it.unimi.dsi.fastutil.doubles.DoubleImmutableList;
import it.unimi.dsi.fastutil.doubles.DoubleList;
import java.time.LocalDate;
import java.util.List;

/**
 * Daily prices in the order in which an experiment sees them: by date, or as the rows of a file.
 *
 * @param source one phrase that says where they come from, for the report
 * @param dates one trading day for each price
 * @param prices positive, finite; as many as there are dates
 */
public record PriceSeries(String source, List<LocalDate> dates, DoubleList prices) {

  /** Copies both lists. */
  public PriceSeries {
    if (dates.size() != prices.size()) {
      throw new IllegalArgumentException(
          "%d dates for %d prices".formatted(dates.size(), prices.size()));
    }
    dates = List.copyOf(dates);
    prices = new DoubleImmutableList(prices);
  }

  /**
   * Tells the number of rows.
   *
   * @return the number of prices
   */
  public int size() {
    return dates.size();
  }

  /**
   * Copies the prices into an array.
   *
   * @return a new array, one element a row
   */
  public double[] toArray() {
    return prices.toDoubleArray();
  }

  /**
   * Names the rows in one line.
   *
   * @return for example {@code googl.csv, column '4. close': 13 rows, 2016-04-13 to 2016-04-29}
   */
  public String describe() {
    if (dates.isEmpty()) {
      return source + ": no rows";
    }
    LocalDate first = dates.stream().min(LocalDate::compareTo).orElseThrow();
    LocalDate last = dates.stream().max(LocalDate::compareTo).orElseThrow();
    return "%s: %d rows, %s to %s".formatted(source, size(), first, last);
  }
}
