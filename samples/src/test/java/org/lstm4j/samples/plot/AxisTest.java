package org.lstm4j.samples.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import it.unimi.dsi.fastutil.doubles.DoubleList;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void spanDecidesTheScale() {
    assertEquals(DateScale.DAYS, DateScale.forSpan(20));
    assertEquals(DateScale.MONTHS, DateScale.forSpan(365));
    assertEquals(DateScale.YEARS, DateScale.forSpan(3650));
  }

  @Test
  void wholePositionsAreFirstDays() {
    assertEquals(2020, DateScale.YEARS.position(day(2020, 1, 1)));
    assertEquals("2020", DateScale.YEARS.label(2020));
    double march = DateScale.MONTHS.position(day(2020, 3, 1));
    assertEquals("2020-03", DateScale.MONTHS.label(march));
    double day = DateScale.DAYS.position(day(2020, 3, 17));
    assertEquals("2020-03-17", DateScale.DAYS.label(day));
  }

  @Test
  void positionsBetweenAreLabelledToo() {
    assertEquals("2020-07", DateScale.YEARS.label(2020.5));
    assertEquals("2020-04-16", DateScale.MONTHS.label(2020 * 12 + 3.5));
    assertEquals("1970-01-02T12:00", DateScale.DAYS.label(1.5));
  }

  @Test
  void positionsGrowWithTheDays() {
    for (DateScale scale : DateScale.values()) {
      double last = Double.NEGATIVE_INFINITY;
      for (double day = -800; day < 800; day++) {
        double position = scale.position(day);
        assertTrue(position > last, scale + " " + day);
        last = position;
      }
    }
  }

  @Test
  void doublingsAreLabelledAsTheNumbersThatTheyAre() {
    assertEquals(5, Doublings.position(32), 1e-12);
    assertEquals("32", Doublings.label(5));
    assertEquals("1024", Doublings.label(Doublings.position(1024)));
    assertEquals("1/4", Doublings.label(-2));
    assertEquals("45", Doublings.label(5.5));
    assertEquals("0.18", Doublings.label(-2.5));
  }

  @Test
  void rangeLeavesAir() {
    Range range = Range.of(List.of(DoubleList.of(0, Double.NaN, 10), DoubleList.of(5)));
    assertEquals(new Range(0, 10), range);
    assertEquals(new Range(-0.4, 10.4), range.padded(false));
    assertEquals(new Range(4.8, 5.2), new Range(5, 5).padded(false));
    assertEquals(new Range(-1e-9, 1e-9), new Range(0, 0).padded(false));
    assertEquals(new Range(1, 4), new Range(2, 2).padded(true));
    assertEquals(new Range(-1, 10), range.with(-1));
  }

  @Test
  void labelsHaveTheDecimalsOfTheTicks() {
    assertEquals(Optional.of("#,##0.0"), new Range(-1.1, 1.1).decimalPattern());
    assertEquals(Optional.of("#,##0.00"), new Range(0.1, 0.5).decimalPattern());
    assertEquals(Optional.of("#,##0"), new Range(0, 3000).decimalPattern());
    assertEquals(Optional.empty(), new Range(0, 3e-6).decimalPattern());
    assertEquals(Optional.empty(), new Range(0, 3e8).decimalPattern());
  }

  private static double day(int year, int month, int day) {
    return (double) LocalDate.of(year, month, day).toEpochDay();
  }
}
