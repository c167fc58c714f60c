package org.lstm4j.samples.experiments;

import java.util.Arrays;
import org.lstm4j.infer.Forecaster;
import org.lstm4j.infer.Predictor;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.SeriesStyle;

/** The pictures of the trend experiment: fits and extrapolation. */
final class TrendPlots {
  private static final int ZOOM_FROM = 75;
  private static final int ZOOM_TO = 125;
  private static final int EXTRA_POINTS = 5;
  private static final int SHOWN_BEFORE = 20;

  private final ExperimentRun run;
  private final float[] levels;
  private final float[] differences;
  private final int length;

  TrendPlots(ExperimentRun run, float[] levels, float[] differences, int length) {
    this.run = run;
    this.levels = levels;
    this.differences = differences;
    this.length = length;
  }

  void draw(Predictor predictor) {
    double[] fit =
        Figures.doubles(
            Forecasts.oneStepAhead(predictor, differences, length, Forecasts.Order.OLDEST_FIRST));
    plotFit("differences", "fit", 0, differences.length, fit);
    plotFit("differences (zoom)", "fit-zoom", ZOOM_FROM, ZOOM_TO, fit);
    plotLevels(fit);
    plotExtrapolation(predictor, fit);
  }

  private void plotFit(String what, String file, int from, int to, double[] fit) {
    int first = Math.max(from, length);
    run.plot(
        file,
        () ->
            Plot.titled("Linear trend: fit of the " + what)
                .axes("x", "difference to the next point")
                .add(
                    "differences",
                    SeriesStyle.LINE,
                    Plot.countFrom(from, to - from),
                    Arrays.copyOfRange(Figures.doubles(differences), from, to))
                .add(
                    "model, one step ahead",
                    SeriesStyle.LINE,
                    Plot.countFrom(first, to - first),
                    Arrays.copyOfRange(fit, first - length, to - length)));
  }

  private void plotLevels(double[] fit) {
    double[] restored = new double[fit.length];
    for (int n = 0; n < fit.length; n++) {
      restored[n] = levels[length + n] + fit[n];
    }
    run.plot(
        "levels",
        () ->
            Plot.titled("Linear trend: data and model, un-differenced")
                .axes("x", "level")
                .add(
                    "data",
                    SeriesStyle.LINE,
                    Plot.countFrom(0, levels.length),
                    Figures.doubles(levels))
                .add(
                    "model, one step ahead",
                    SeriesStyle.DASHED,
                    Plot.countFrom(length + 1, restored.length),
                    restored));
  }

  private void plotExtrapolation(Predictor predictor, double[] fit) {
    int count = differences.length;
    float[] forecast;
    try (Forecaster forecaster = new Forecaster(predictor)) {
      forecast =
          forecaster.rolling(Arrays.copyOfRange(differences, count - length, count), EXTRA_POINTS);
    }
    int from = count - SHOWN_BEFORE;
    run.plot(
        "extrapolation",
        () ->
            Plot.titled(
                    "Linear trend: %d points ahead, predictions fed back".formatted(EXTRA_POINTS))
                .axes("x", "difference to the next point")
                .add(
                    "differences",
                    SeriesStyle.LINE,
                    Plot.countFrom(from, SHOWN_BEFORE),
                    Arrays.copyOfRange(Figures.doubles(differences), from, count))
                .add(
                    "model, one step ahead",
                    SeriesStyle.LINE,
                    Plot.countFrom(from, SHOWN_BEFORE),
                    Arrays.copyOfRange(fit, fit.length - SHOWN_BEFORE, fit.length))
                .add(
                    "extrapolation",
                    SeriesStyle.LINE_AND_MARKERS,
                    Plot.countFrom(count, EXTRA_POINTS),
                    Figures.doubles(forecast)));
  }
}
