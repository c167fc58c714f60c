package org.lstm4j.samples.experiments;

import java.util.List;
import java.util.Optional;
import org.lstm4j.random.SeededRandom;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.failure.InputException;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.SeriesStyle;
import org.lstm4j.samples.prices.GeneratedPrices;
import org.lstm4j.samples.prices.PriceSeries;
import org.lstm4j.samples.prices.SplitJump;

/** What the two experiments on daily prices share: where prices come from, and their forecasts. */
final class PriceWindows {
  private static final int MOST_JUMPS = 3;

  private PriceWindows() {}

  /** The file's prices if there is a file, else generated ones. */
  static PriceSeries prices(Optional<PriceSeries> file, GeneratedPrices generated, long seed) {
    return file.orElseGet(
        () -> generated.draw(new SeededRandom(seed, SeededRandom.DATA)::nextNormal));
  }

  /** What a plot's title begins with. */
  static String title(PriceSeries prices, Optional<PriceSeries> file) {
    return file.isPresent() ? prices.source() : "GENERATED prices";
  }

  static void warnOfSplits(ExperimentRun run, PriceSeries prices) {
    List<SplitJump> jumps = SplitJump.find(prices);
    jumps.stream().limit(MOST_JUMPS).forEach(jump -> run.warn(jump.sentence()));
    if (jumps.size() > MOST_JUMPS) {
      run.warn("and %d more jumps of that size".formatted(jumps.size() - MOST_JUMPS));
    }
  }

  /** Says in one sentence if a part is too short for the look-back. */
  static void checkLength(String part, int rows, int lookBack) {
    if (rows <= lookBack) {
      throw new InputException(
          "--look-back %d needs at least %d rows of %s; there are %d"
              .formatted(lookBack, lookBack + 1, part, rows));
    }
  }

  /** Prices and forecasts over dates, or over rows where these do not ascend in date. */
  static Plot withForecast(Plot plot, PriceSeries prices, double[] forecast, boolean inFileOrder) {
    if (inFileOrder) {
      double[] rows = Plot.countFrom(0, prices.size());
      plot.axes(newestFirst(prices) ? "row of the file, newest first" : "row of the file", "price")
          .add("price", SeriesStyle.LINE, rows, prices.toArray())
          .add("forecast", SeriesStyle.DASHED, rows, forecast);
    } else {
      plot.axes("date", "price")
          .add("price", SeriesStyle.LINE, prices.dates(), prices.toArray())
          .add("forecast", SeriesStyle.DASHED, prices.dates(), forecast);
    }
    return plot;
  }

  private static boolean newestFirst(PriceSeries prices) {
    return prices.dates().getFirst().isAfter(prices.dates().getLast());
  }
}
