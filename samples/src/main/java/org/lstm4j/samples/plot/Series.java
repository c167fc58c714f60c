package org.lstm4j.samples.plot;

import it.unimi.dsi.fastutil.doubles.DoubleImmutableList;
import java.util.function.DoubleUnaryOperator;

/**
 * One named set of points.
 *
 * @param name its entry in the legend
 * @param style how it is drawn
 * @param color the number of its colour
 * @param x where the points stand; days since 1970-01-01 on a date axis
 * @param y their values; not finite means a gap
 */
record Series(
    String name, SeriesStyle style, int color, DoubleImmutableList x, DoubleImmutableList y) {

  Series {
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(
          "series '%s' has %d x and %d y values".formatted(name, x.size(), y.size()));
    }
    if (!x.doubleStream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("series '" + name + "' has an x that is not finite");
    }
    if (y.doubleStream().noneMatch(Double::isFinite)) {
      throw new IllegalArgumentException("series '" + name + "' has no value to draw");
    }
  }

  Series(String name, SeriesStyle style, int color, double[] x, double[] y) {
    this(name, style, color, new DoubleImmutableList(x), new DoubleImmutableList(y));
  }

  Series mapY(DoubleUnaryOperator change) {
    return new Series(
        name, style, color, x, DoubleImmutableList.toList(y.doubleStream().map(change)));
  }
}
