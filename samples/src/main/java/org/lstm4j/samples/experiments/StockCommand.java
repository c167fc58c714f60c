package org.lstm4j.samples.experiments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lstm4j.data.MinMaxScaler;
import org.lstm4j.data.Split;
import org.lstm4j.data.Windows;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.layer.Role;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.samples.cli.CommonOptions;
import org.lstm4j.samples.cli.ExperimentCommand;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.cli.PriceOptions;
import org.lstm4j.samples.cli.ScaleOn;
import org.lstm4j.samples.cli.ScaleOption;
import org.lstm4j.samples.console.Table;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.prices.GeneratedPrices;
import org.lstm4j.samples.prices.PriceSeries;
import org.lstm4j.train.EarlyStopping;
import org.lstm4j.train.EpochReport;
import org.lstm4j.train.GradientClip;
import org.lstm4j.train.History;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The next close of one stock: 256 units, gradient descent sample by sample, clipped, with early
 * stopping. The document takes a wrong derivative at the output gate and adds the head's gradient
 * at every time step; gradients here are exact.
 */
@Command(
    name = "stock",
    description = "forecast the next close of a stock",
    footer = {
      "",
      "Defaults: 1000 epochs at most, 256 hidden units, learning rate 0.001, look-back 1.",
      "The document is the introduction to LSTMs that this reproduces; see docs/experiments.md."
    })
public final class StockCommand extends ExperimentCommand {
  private static final double TRAINING_SHARE = 0.7;
  private static final double MARGIN = 1e-7;
  private static final int GENERATED_DAYS = 300;
  private static final int PRINT_EVERY = 10;

  /** Train and validation losses that the document prints, by epoch; its run had 13 rows. */
  private static final Map<Integer, List<String>> DOCUMENT =
      Map.ofEntries(
          Map.entry(1, List.of("0.24601", "0.41803")),
          Map.entry(11, List.of("0.06322", "0.05970")),
          Map.entry(21, List.of("0.05178", "0.02055")),
          Map.entry(31, List.of("0.04755", "0.01107")),
          Map.entry(41, List.of("0.04429", "0.00667")),
          Map.entry(51, List.of("0.04169", "0.00395")),
          Map.entry(61, List.of("0.03962", "0.00216")),
          Map.entry(71, List.of("0.03797", "0.00103")),
          Map.entry(81, List.of("0.03666", "0.00037")),
          Map.entry(91, List.of("0.03563", "0.00006")),
          Map.entry(101, List.of("0.03480", "0.00001")),
          Map.entry(111, List.of("0.03415", "0.00014")),
          Map.entry(121, List.of("0.03362", "0.00040")));

  @Mixin private PriceOptions priceOptions;
  @Mixin private ScaleOption scaleOption;
  private Optional<PriceSeries> file = Optional.empty();

  /** Called by the command line. */
  public StockCommand() {}

  @Override
  protected void readInput(CommonOptions given) {
    file = priceOptions.read();
    int lookBack = priceOptions.lookBack(1);
    int rows = file.map(PriceSeries::size).orElse(GENERATED_DAYS);
    int training = Split.trainingRows(rows, TRAINING_SHARE);
    PriceWindows.checkLength("training", training, lookBack);
    PriceWindows.checkLength("validation", rows - training, lookBack);
  }

  @Override
  protected void run(ExperimentRun run) throws Exception {
    long seed = run.options().seed();
    int hidden = run.options().hidden(256);
    int lookBack = priceOptions.lookBack(1);
    PriceSeries prices = PriceWindows.prices(file, GeneratedPrices.ofDays(GENERATED_DAYS), seed);
    Split split = Split.chronological(prices.toArray(), TRAINING_SHARE);
    boolean scaleOnAll = scaleOption.scaleOn() == ScaleOn.ALL;
    MinMaxScaler scaler =
        MinMaxScaler.fit(scaleOnAll ? prices.toArray() : split.training(), 1, MARGIN);
    float[] training = scaler.transform(split.training());
    float[] validation = scaler.transform(split.validation());
    Windows trainingWindows = Windows.next(training, lookBack);
    Windows validationWindows = Windows.next(validation, lookBack);

    ModelSpec spec = ModelSpec.values(1).lstm(hidden).dense(1).lastStep();
    Initialization initialization =
        Initialization.weights(Initializer.normal(1 / Math.sqrt(hidden)))
            .with(Role.DENSE_WEIGHTS, Initializer.normal(1))
            .with(Role.DENSE_BIAS, Initializer.zeros());
    Parameters parameters = initialization.create(spec, seed);
    Session session = new Session("stock", run, prices.describe(), parameters);
    PriceWindows.warnOfSplits(run, prices);
    run.out()
        .println(
            "%d training and %d validation windows of %d, scaled by %s"
                .formatted(
                    trainingWindows.size(),
                    validationWindows.size(),
                    lookBack,
                    scaleOnAll
                        ? "all rows: the model sees the range of the future, as in the document"
                        : "the training rows"));
    Metric error = Metric.of(Loss.meanSquaredError());
    Trainer trainer =
        session
            .trainer(
                Loss.halfSquaredError(), error, new Optimizer.Sgd(run.options().learningRate(1e-3)))
            .monitor(error)
            .clip(GradientClip.value(1))
            .batchSize(1)
            .validation(validationWindows)
            .earlyStopping(new EarlyStopping(50, 0.001));
    History history =
        session.train(trainer, trainingWindows, run.options().epochs(1000), PRINT_EVERY);

    double naive = Figures.naiveMeanSquare(validation, lookBack);
    printLosses(run, session, history, naive);
    session.plotLosses(
        PriceWindows.title(prices, file), "mean squared error of scaled prices", history);
    plotForecasts(run, session.predictor(), scaler, prices, training, validation);
    session.finish(
        history,
        session
            .metrics(history, trainingWindows.size(), session.trainLoss(history.last()), naive)
            .put("stoppedEarly", history.stoppedEarly())
            .put("naiveTrainLoss", Figures.naiveMeanSquare(training, lookBack)),
        Preprocessing.of(scaler));
  }

  private static void printLosses(
      ExperimentRun run, Session session, History history, double naive) {
    Table table =
        new Table()
            .figures("epoch")
            .figures("train")
            .figures("validation")
            .figures("document: train")
            .figures("validation");
    for (EpochReport epoch : history.epochs()) {
      if (epoch.epoch() % PRINT_EVERY == 1 || epoch.equals(history.last())) {
        List<String> document = DOCUMENT.getOrDefault(epoch.epoch(), List.of("", ""));
        table.row(
            Integer.toString(epoch.epoch()),
            Figures.loss(session.trainLoss(epoch)),
            Figures.loss(session.validationLoss(epoch)),
            document.get(0),
            document.get(1));
      }
    }
    table.print(run.out());
    run.out()
        .println(
            history.stoppedEarly()
                ? "early stopping after epoch " + history.last().epoch()
                : "all epochs done");
    run.out()
        .println(
            "best validation loss %s in epoch %d; the model is that of the last epoch"
                .formatted(
                    Figures.loss(session.validationLoss(history.epoch(history.bestEpoch()))),
                    history.bestEpoch()));
    double model = session.validationLoss(history.last());
    run.out()
        .println(
            "naive forecast 'tomorrow = today' on the validation rows: %s; the model %s it"
                .formatted(Figures.loss(naive), model < naive ? "beats" : "does not beat"));
    run.out()
        .println(
            "losses are mean squared errors of scaled prices; the document's come from 13 rows of"
                + " GOOGL in April 2016");
  }

  private void plotForecasts(
      ExperimentRun run,
      Predictor predictor,
      MinMaxScaler scaler,
      PriceSeries prices,
      float[] training,
      float[] validation) {
    int lookBack = priceOptions.lookBack(1);
    double[] forecast = new double[prices.size()];
    Arrays.fill(forecast, Double.NaN);
    fill(forecast, lookBack, inverse(scaler, predictor, training, lookBack));
    fill(forecast, training.length + lookBack, inverse(scaler, predictor, validation, lookBack));
    run.plot("forecast", () -> forecastPlot(prices, forecast, training.length));
  }

  private Plot forecastPlot(PriceSeries prices, double[] forecast, int trainingRows) {
    Plot plot = Plot.titled(PriceWindows.title(prices, file) + ": forecast of the next close");
    if (priceOptions.inFileOrder()) {
      plot.vertical("validation begins", trainingRows - 0.5);
    } else {
      plot.vertical("validation begins", prices.dates().get(trainingRows));
    }
    return PriceWindows.withForecast(plot, prices, forecast, priceOptions.inFileOrder());
  }

  private static float[] inverse(
      MinMaxScaler scaler, Predictor predictor, float[] series, int lookBack) {
    return scaler.inverse(
        Forecasts.oneStepAhead(predictor, series, lookBack, Forecasts.Order.OLDEST_FIRST));
  }

  private static void fill(double[] to, int offset, float[] values) {
    for (int i = 0; i < values.length; i++) {
      to[offset + i] = values[i];
    }
  }
}
