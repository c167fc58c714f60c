package org.lstm4j.samples.experiments;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.lstm4j.data.MinMaxScaler;
import org.lstm4j.data.Windows;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.kernel.Activation;
import org.lstm4j.kernel.GateActivations;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.samples.cli.CommonOptions;
import org.lstm4j.samples.cli.Converters;
import org.lstm4j.samples.cli.ExperimentCommand;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.cli.PriceOptions;
import org.lstm4j.samples.cli.ScaleOn;
import org.lstm4j.samples.console.Table;
import org.lstm4j.samples.failure.InputException;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.prices.GeneratedPrices;
import org.lstm4j.samples.prices.PriceSeries;
import org.lstm4j.train.EpochReport;
import org.lstm4j.train.History;
import org.lstm4j.train.Optimizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One LSTM cell with twelve scalar parameters on a year of closes: four lags, newest first, ReLU in
 * place of tanh, no head. The document overwrites a passed cell state with the hidden state; here
 * it is kept. A cell of ReLU may explode or die from a bad start: other seeds fare better.
 */
@Command(
    name = "etf",
    description = "fit one cell with ReLU to a year of a fund's closes",
    footer = {
      "",
      "Defaults: 2000 epochs, 1 hidden unit, learning rate 0.0001, look-back 4.",
      "The document is the introduction to LSTMs that this reproduces; see docs/experiments.md."
    })
public final class EtfCommand extends ExperimentCommand {
  private static final int GENERATED_DAYS = 250;
  private static final int LAGS = 4;
  private static final double MARGIN = 1e-7;
  private static final int BATCH = 40;
  private static final int PRINT_EVERY = 100;

  @Mixin private PriceOptions priceOptions;

  @Option(
      names = "--scale-on",
      paramLabel = "train|all",
      converter = Converters.Scale.class,
      description =
          "scale prices to [0, 1]; all rows are training rows, so both mean the same (default: do"
              + " not scale, as in the document)")
  private ScaleOn scaleOn;

  private Optional<PriceSeries> file = Optional.empty();

  /** Called by the command line. */
  public EtfCommand() {}

  @Override
  protected void readInput(CommonOptions given) {
    file = priceOptions.read();
    int rows = file.map(PriceSeries::size).orElse(GENERATED_DAYS);
    PriceWindows.checkLength("prices", rows, priceOptions.lookBack(LAGS));
    int hidden = given.hidden(1);
    if (hidden != 1) {
      throw new InputException(
          "--hidden is %d; this model has no head, so its one output needs 1".formatted(hidden));
    }
  }

  @Override
  protected void run(ExperimentRun run) throws Exception {
    long seed = run.options().seed();
    int lags = priceOptions.lookBack(LAGS);
    PriceSeries prices =
        PriceWindows.prices(
            file,
            new GeneratedPrices(LocalDate.of(2023, 1, 3), GENERATED_DAYS, 43, 0.0009, 0.008),
            seed);
    Optional<MinMaxScaler> scaler =
        Optional.ofNullable(scaleOn).map(rows -> MinMaxScaler.fit(prices.toArray(), 1, MARGIN));
    float[] series =
        scaler
            .map(fitted -> fitted.transform(prices.toArray()))
            .orElseGet(() -> Figures.floats(prices.toArray()));
    Windows windows = Windows.lags(series, lags);

    GateActivations relu =
        new GateActivations(Activation.SIGMOID, Activation.RELU, Activation.RELU);
    ModelSpec spec = ModelSpec.values(1).lstm(1, relu).lastStep();
    Parameters parameters = Initialization.weights(Initializer.uniform(0, 1)).create(spec, seed);
    Session session = new Session("etf", run, prices.describe(), parameters);
    PriceWindows.warnOfSplits(run, prices);
    run.out()
        .println(
            "%d windows of %d lags, newest first, %s"
                .formatted(windows.size(), lags, scaler.isPresent() ? "scaled" : "not scaled"));
    Optimizer adam = new Optimizer.Adam(run.options().learningRate(1e-4));
    History history =
        session.train(
            session.trainer(Loss.meanSquaredError(), adam).batchSize(BATCH),
            windows,
            run.options().epochs(2000));

    double naive = Figures.naiveMeanSquare(series, lags);
    printLosses(run, history, naive);
    session.plotLosses(PriceWindows.title(prices, file), "mean squared error", history);
    float[] forecasts =
        Forecasts.oneStepAhead(session.predictor(), series, lags, Forecasts.Order.NEWEST_FIRST);
    plotForecasts(
        run, prices, scaler.map(fitted -> fitted.inverse(forecasts)).orElse(forecasts), lags);
    session.finish(
        history,
        session.metrics(history, windows.size(), history.last().trainLoss(), naive),
        scaler.map(Preprocessing::of).orElseGet(Preprocessing::none));
  }

  private static void printLosses(ExperimentRun run, History history, double naive) {
    Table table = new Table().figures("epoch").figures("loss");
    for (EpochReport epoch : history.epochs()) {
      if (epoch.epoch() % PRINT_EVERY == 0 || epoch.equals(history.last())) {
        table.row(Integer.toString(epoch.epoch()), Figures.loss(epoch.trainLoss()));
      }
    }
    table.print(run.out());
    double model = history.last().trainLoss();
    run.out()
        .println(
            "loss: mean squared error; naive forecast 'tomorrow = today': %s; the model %s it"
                .formatted(Figures.loss(naive), model < naive ? "beats" : "does not beat"));
    run.out()
        .println(
            "the document's losses are cut off; PyTorch on the fund's real prices of 2023 ended at"
                + " 0.26, 0.34 and, from a bad start, 58 (naive 0.152)");
  }

  private void plotForecasts(ExperimentRun run, PriceSeries prices, float[] forecasts, int lags) {
    double[] forecast = new double[prices.size()];
    Arrays.fill(forecast, Double.NaN);
    for (int i = 0; i < forecasts.length; i++) {
      forecast[lags + i] = forecasts[i];
    }
    run.plot(
        "forecast",
        () ->
            PriceWindows.withForecast(
                Plot.titled(
                    PriceWindows.title(prices, file) + ": fit of one cell to the next close"),
                prices,
                forecast,
                priceOptions.inFileOrder()));
  }
}
