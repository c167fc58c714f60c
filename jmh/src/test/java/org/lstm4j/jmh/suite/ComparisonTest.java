package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ratios and their intervals. */
class ComparisonTest {
  private static final Row ROW = new Row("a.B.c", Map.of("shape", "I1-H1-B1-T1"));

  private static Comparison compare(double[] before, double[] after) {
    return Comparison.of(
            List.of(new Measurement(ROW, before)), List.of(new Measurement(ROW, after)))
        .getFirst();
  }

  /**
   * Two forks a side at e^±0.1: a difference of 0.5, variances of 0.02, so an error of √0.02 with
   * two degrees of freedom, whose 97.5 % quantile is 4.302653 in every table.
   */
  @Test
  void intervalOfWelch() {
    double[] before = {Math.exp(-0.1), Math.exp(0.1)};
    double[] after = {Math.exp(0.4), Math.exp(0.6)};
    Comparison comparison = compare(before, after);
    double reach = 4.302653 * Math.sqrt(0.02);
    assertEquals(Math.exp(0.5), comparison.ratio(), 1e-12);
    assertEquals(Math.exp(0.5 - reach), comparison.low(), 1e-6);
    assertEquals(Math.exp(0.5 + reach), comparison.high(), 1e-5);
    assertEquals("", comparison.verdict());
  }

  @Test
  void aRealChangeIsCalledOne() {
    double[] before = {100, 101, 99, 100, 100};
    double[] slower = {120, 121, 119, 120, 120};
    assertEquals("slower", compare(before, slower).verdict());
    assertEquals("faster", compare(slower, before).verdict());
    assertEquals(1.2, compare(before, slower).ratio(), 1e-3);
  }

  @Test
  void whatIsSureButSmallIsNoChange() {
    assertEquals(
        "", compare(new double[] {100, 100.1, 99.9}, new double[] {102, 102.1, 101.9}).verdict());
  }

  @Test
  void oneForkHasNoInterval() {
    Comparison comparison = compare(new double[] {1}, new double[] {3});
    assertEquals(3, comparison.ratio(), 1e-12);
    assertTrue(Double.isNaN(comparison.low()));
    assertEquals("", comparison.verdict());
  }

  @Test
  void rowsThatOnlyOneSideHasAreLeftOut() {
    Row other = new Row("a.B.c", Map.of("shape", "I2-H2-B2-T2"));
    assertTrue(
        Comparison.of(
                List.of(new Measurement(ROW, new double[] {1})),
                List.of(new Measurement(other, new double[] {1})))
            .isEmpty());
  }
}
