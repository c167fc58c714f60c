package org.lstm4j.samples.prices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import it.unimi.dsi.fastutil.doubles.DoubleList;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitJumpTest {
  private static final LocalDate MONDAY = LocalDate.of(2020, 1, 6);

  @Test
  void everyLargeJumpIsDescribed() {
    assertEquals(
        List.of(
            "2020-01-07: 1135.1 to 569.74, a factor of 0.50; raw prices with a split?",
            "2020-01-09: 570 to 28.5, a factor of 0.050; raw prices with a split?",
            "2020-01-10: 28.5 to 57, a factor of 2.00; raw prices with a split?"),
        sentences(1135.1, 569.74, 570, 28.5, 57));
  }

  @Test
  void limitIsIncluded() {
    assertEquals(1, sentences(10, 18).size());
    assertEquals(1, sentences(18, 10).size());
    assertEquals(0, sentences(10, 17.99).size());
    assertEquals(0, sentences(17.99, 10).size());
    assertEquals(0, sentences(10).size());
  }

  @Test
  void rowsAreComparedByDate() {
    PriceSeries newestFirst =
        new PriceSeries("test", List.of(MONDAY.plusDays(1), MONDAY), DoubleList.of(50, 100));
    SplitJump jump = SplitJump.find(newestFirst).getFirst();
    assertEquals(new SplitJump(MONDAY.plusDays(1), 100, 50), jump);
  }

  private static List<String> sentences(double... prices) {
    List<LocalDate> dates = MONDAY.datesUntil(MONDAY.plusDays(prices.length)).toList();
    PriceSeries series = new PriceSeries("test", dates, DoubleList.of(prices));
    return SplitJump.find(series).stream().map(SplitJump::sentence).toList();
  }
}
