package org.lstm4j.samples.prices;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * Which prices of a file are wanted.
 *
 * @param column the name of the price column; empty for the closing price
 * @param from the first day, inclusive; {@link LocalDate#MIN} for no limit
 * @param to the last day, inclusive; {@link LocalDate#MAX} for no limit
 * @param order the order of the rows
 */
public record PriceSelection(
    Optional<String> column, LocalDate from, LocalDate to, RowOrder order) {

  /** Every closing price, by date. */
  public static final PriceSelection ALL =
      new PriceSelection(Optional.empty(), LocalDate.MIN, LocalDate.MAX, RowOrder.DATE);

  /** Rejects missing parts. */
  public PriceSelection {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(order, "order");
  }

  /**
   * Tells whether a day lies in the slice.
   *
   * @param date any day
   * @return true from {@code from} to {@code to}, both included
   */
  public boolean contains(LocalDate date) {
    return !date.isBefore(from) && !date.isAfter(to);
  }

  /** Names the slice for a message: {@code from 2020-01-01 to 2020-12-31}, or one end of it. */
  String range() {
    String start = from.equals(LocalDate.MIN) ? "" : " from " + from;
    String end = to.equals(LocalDate.MAX) ? "" : " to " + to;
    return (start + end).strip();
  }
}
