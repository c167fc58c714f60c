package org.lstm4j.data;

/**
 * First differences of a series and the way back.
 *
 * <p>The way back is exact to the bit as long as every step is at most half the level that it leads
 * to, since the rounding of the difference is then at most a quarter ulp of the level. Any other
 * step may be off by one ulp of the step, and such errors are carried on along the series.
 */
public final class Differences {
  private Differences() {}

  /**
   * First differences {@code d[t] = x[t+1] − x[t]}.
   *
   * @param series at least 2 values
   * @return one value less than the series has
   * @throws IllegalArgumentException if the series is shorter
   */
  public static float[] of(float[] series) {
    if (series.length < 2) {
      throw new IllegalArgumentException(
          "a series of %d values has no differences; expected at least 2".formatted(series.length));
    }
    float[] differences = new float[series.length - 1];
    for (int t = 0; t < differences.length; t++) {
      differences[t] = series[t + 1] - series[t];
    }
    return differences;
  }

  /**
   * The series again, {@code x[t+1] = x[t] + d[t]}.
   *
   * @param start the series' first value
   * @param differences its differences
   * @return one value more than there are differences
   */
  public static float[] inverse(float start, float[] differences) {
    float[] series = new float[differences.length + 1];
    series[0] = start;
    for (int t = 0; t < differences.length; t++) {
      series[t + 1] = series[t] + differences[t];
    }
    return series;
  }
}
