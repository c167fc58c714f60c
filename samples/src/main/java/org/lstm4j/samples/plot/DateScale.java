package org.lstm4j.samples.plot;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;

/**
 * Days on a number axis whose whole numbers are years, months or days, whichever suits the span, so
 * that the ticks fall on the first day of a year or month.
 */
enum DateScale {
  YEARS,
  MONTHS,
  DAYS;

  private static final int MONTHS_IN_YEAR = 12;
  private static final double SHORTEST_YEARS = 5 * 365.25;
  private static final double SHORTEST_MONTHS = 150;
  private static final double ROUNDING = 1e-6;
  private static final double MINUTES_IN_DAY = 24 * 60;

  static DateScale forSpan(double days) {
    if (days >= SHORTEST_YEARS) {
      return YEARS;
    }
    return days >= SHORTEST_MONTHS ? MONTHS : DAYS;
  }

  /** Converts days since 1970-01-01 into this scale. */
  double position(double epochDay) {
    LocalDate date = LocalDate.ofEpochDay((long) Math.floor(epochDay));
    double part = epochDay - Math.floor(epochDay);
    return switch (this) {
      case YEARS -> date.getYear() + (date.getDayOfYear() - 1 + part) / date.lengthOfYear();
      case MONTHS ->
          MONTHS_IN_YEAR * (double) date.getYear()
              + (date.getMonthValue() - 1)
              + (date.getDayOfMonth() - 1 + part) / date.lengthOfMonth();
      case DAYS -> epochDay;
    };
  }

  /** Labels a tick: a whole number as year, month or day, what lies between as its day. */
  String label(double position) {
    double whole = Math.rint(position);
    if (Math.abs(position - whole) > ROUNDING) {
      return between(position);
    }
    return switch (this) {
      case YEARS -> Long.toString((long) whole);
      case MONTHS -> month((long) whole).toString();
      case DAYS -> LocalDate.ofEpochDay((long) whole).toString();
    };
  }

  private String between(double position) {
    long floor = (long) Math.floor(position);
    double part = position - floor;
    return switch (this) {
      case YEARS -> MONTHS.label(position * MONTHS_IN_YEAR);
      case MONTHS -> month(floor).atDay(1 + (int) (part * month(floor).lengthOfMonth())).toString();
      case DAYS ->
          LocalDate.ofEpochDay(floor)
              .atTime(LocalTime.MIN)
              .plusMinutes(Math.round(part * MINUTES_IN_DAY))
              .toString();
    };
  }

  private static YearMonth month(long months) {
    int year = (int) Math.floorDiv(months, (long) MONTHS_IN_YEAR);
    return YearMonth.of(year, (int) Math.floorMod(months, (long) MONTHS_IN_YEAR) + 1);
  }
}
