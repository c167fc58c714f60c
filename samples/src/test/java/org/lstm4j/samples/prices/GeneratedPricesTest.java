package org.lstm4j.samples.prices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GeneratedPricesTest {
  @Test
  void walkFollowsTheNumbers() {
    double[] normal = {1, -1};
    AtomicInteger next = new AtomicInteger();
    PriceSeries series =
        new GeneratedPrices(LocalDate.of(2020, 1, 4), 3, 100, 0.01, 0.1)
            .draw(() -> normal[next.getAndIncrement()]);
    assertEquals(100, series.prices().getDouble(0));
    assertEquals(100 * Math.exp(0.11), series.prices().getDouble(1), 1e-9);
    assertEquals(100 * Math.exp(0.02), series.prices().getDouble(2), 1e-9);
    assertEquals(2, next.get(), "one number for each day after the first");
    assertEquals(LocalDate.of(2020, 1, 6), series.dates().getFirst(), "Saturday moves to Monday");
  }

  @Test
  void daysAreBusinessDays() {
    PriceSeries series = GeneratedPrices.ofDays(500).draw(new Random(1)::nextGaussian);
    assertEquals(500, series.size());
    assertTrue(
        series.dates().stream()
            .map(LocalDate::getDayOfWeek)
            .noneMatch(day -> day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY));
    assertEquals(500, series.dates().stream().distinct().count());
    assertTrue(series.prices().doubleStream().allMatch(price -> price > 0));
    assertEquals(0, SplitJump.find(series).size());
  }

  @Test
  void sameSeedGivesSamePrices() {
    assertEquals(
        GeneratedPrices.ofDays(50).draw(new Random(7)::nextGaussian),
        GeneratedPrices.ofDays(50).draw(new Random(7)::nextGaussian));
  }

  @Test
  void badParametersAreRefused() {
    LocalDate start = LocalDate.of(2020, 1, 6);
    assertThrows(IllegalArgumentException.class, () -> GeneratedPrices.ofDays(0));
    assertThrows(IllegalArgumentException.class, () -> new GeneratedPrices(start, 1, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new GeneratedPrices(start, 1, 1, Double.NaN, 0));
    assertThrows(IllegalArgumentException.class, () -> new GeneratedPrices(start, 1, 1, 0, -1));
  }
}
