package org.lstm4j.jmh.suite;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Two results of the same row, compared by the ratio of the geometric means of their forks, with
 * the 95 % confidence interval of Welch's t-test on the logarithms.
 *
 * @param row what was measured
 * @param ratio time after ÷ time before: above 1 is slower
 * @param low lower end of the interval; NaN with fewer than two forks on a side
 * @param high upper end of the interval
 */
record Comparison(Row row, double ratio, double low, double high) {
  private static final double CONFIDENCE = 0.95;

  /** Changes smaller than this are not called changes, however sure they are. */
  private static final double RELEVANT = 0.03;

  /** {@return {@code slower}, {@code faster}, or an empty text if noise explains the ratio} */
  String verdict() {
    if (low > 1 && ratio > 1 + RELEVANT) {
      return "slower";
    }
    return high < 1 && ratio < 1 - RELEVANT ? "faster" : "";
  }

  /**
   * Compares the rows that both have.
   *
   * @param before the older results
   * @param after the newer results
   * @return one comparison a row, in the order of the newer
   */
  static List<Comparison> of(List<Measurement> before, List<Measurement> after) {
    Map<Row, Measurement> old =
        before.stream().collect(Collectors.toMap(Measurement::row, Function.identity()));
    return after.stream()
        .filter(measurement -> old.containsKey(measurement.row()))
        .map(measurement -> of(old.get(measurement.row()), measurement))
        .toList();
  }

  private static Comparison of(Measurement before, Measurement after) {
    double[] x = logarithms(before.forks());
    double[] y = logarithms(after.forks());
    double difference = mean(y) - mean(x);
    double ratio = Math.exp(difference);
    if (x.length < 2 || y.length < 2) {
      return new Comparison(after.row(), ratio, Double.NaN, Double.NaN);
    }
    double a = variance(x) / x.length;
    double b = variance(y) / y.length;
    if (a + b == 0) {
      return new Comparison(after.row(), ratio, ratio, ratio);
    }
    double freedom = (a + b) * (a + b) / (a * a / (x.length - 1) + b * b / (y.length - 1));
    double reach =
        new TDistribution(freedom).inverseCumulativeProbability(0.5 + CONFIDENCE / 2)
            * Math.sqrt(a + b);
    return new Comparison(
        after.row(), ratio, Math.exp(difference - reach), Math.exp(difference + reach));
  }

  private static double[] logarithms(double[] values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(values[i]);
    }
    return logs;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }
}
