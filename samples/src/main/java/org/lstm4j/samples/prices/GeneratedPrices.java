package org.lstm4j.samples.prices;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A made-up price series for runs without a file: a geometric random walk, {@code p[t] = p[t−1] ·
 * exp(drift + volatility · n)} with {@code n ~ N(0, 1)}, on the days from Monday to Friday. The
 * same numbers from the generator give the same prices on every machine.
 *
 * @param start the first day; a weekend day moves to Monday
 * @param days the number of rows
 * @param firstPrice the price of the first day
 * @param drift the mean change of the logarithm in a day
 * @param volatility the standard deviation of that change
 */
public record GeneratedPrices(
    LocalDate start, int days, double firstPrice, double drift, double volatility) {

  /** Checks the parameters. */
  public GeneratedPrices {
    if (days < 1) {
      throw new IllegalArgumentException("days is " + days + "; expected 1 or more");
    }
    if (!(firstPrice > 0) || Double.isInfinite(firstPrice)) {
      throw new IllegalArgumentException("firstPrice is " + firstPrice + "; expected above 0");
    }
    if (!Double.isFinite(drift) || !(volatility >= 0) || Double.isInfinite(volatility)) {
      throw new IllegalArgumentException(
          "drift is %s and volatility %s; expected finite numbers, volatility not below 0"
              .formatted(drift, volatility));
    }
  }

  /**
   * Gives a series that looks like that of a large company: from 2018-01-01 at 100, drifting up by
   * 8 % a year, moving by 1.5 % a day.
   *
   * @param days the number of rows
   * @return its parameters
   */
  public static GeneratedPrices ofDays(int days) {
    return new GeneratedPrices(LocalDate.of(2018, 1, 1), days, 100, 0.0003, 0.015);
  }

  /**
   * Draws the series, one number for each day after the first.
   *
   * @param normal a seeded source of standard normal numbers
   * @return the prices, by date
   */
  public PriceSeries draw(DoubleSupplier normal) {
    List<LocalDate> dates = new ArrayList<>(days);
    DoubleArrayList prices = new DoubleArrayList(days);
    LocalDate date = businessDay(start);
    double price = firstPrice;
    for (int day = 0; day < days; day++) {
      dates.add(date);
      prices.add(price);
      date = businessDay(date.plusDays(1));
      if (day < days - 1) {
        price *= StrictMath.exp(drift + volatility * normal.getAsDouble());
      }
    }
    return new PriceSeries("generated prices (geometric random walk)", dates, prices);
  }

  private static LocalDate businessDay(LocalDate date) {
    LocalDate day = date;
    while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
      day = day.plusDays(1);
    }
    return day;
  }
}
