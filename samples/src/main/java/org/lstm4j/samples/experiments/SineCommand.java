package org.lstm4j.samples.experiments;

import java.util.Arrays;
import java.util.List;
import org.lstm4j.data.Windows;
import org.lstm4j.infer.Forecaster;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.layer.Role;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;
import org.lstm4j.samples.cli.ExperimentCommand;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.console.Table;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.SeriesStyle;
import org.lstm4j.train.EpochReport;
import org.lstm4j.train.History;
import org.lstm4j.train.Optimizer;
import picocli.CommandLine.Command;

/**
 * A noisy sine wave, one step ahead: 75 windows of 25 values, one Adam update for each, 200 epochs.
 * The document drops the carried cell gradient in its recurrence; gradients here are exact.
 */
@Command(
    name = "sine",
    description = "learn a noisy sine wave and go on with it",
    footer = {
      "",
      "Defaults: 200 epochs, 32 hidden units, learning rate 0.0001.",
      "The document is the introduction to LSTMs that this reproduces; see docs/experiments.md."
    })
public final class SineCommand extends ExperimentCommand {
  private static final int POINTS = 100;
  private static final int WINDOW = 25;
  private static final double NOISE = 0.05;
  private static final int PRINT_EVERY = 10;

  /** The losses that the document prints, every tenth epoch. */
  private static final List<String> DOCUMENT =
      List.of(
          "2.324861",
          "1.085645",
          "0.479348",
          "0.238478",
          "0.184795",
          "0.168116",
          "0.159275",
          "0.154013",
          "0.150791",
          "0.148719",
          "0.147262",
          "0.146123",
          "0.145147",
          "0.144262",
          "0.143434",
          "0.142646",
          "0.141890",
          "0.141164",
          "0.140462",
          "0.139785");

  /** Called by the command line. */
  public SineCommand() {}

  @Override
  protected void run(ExperimentRun run) throws Exception {
    long seed = run.options().seed();
    int hidden = run.options().hidden(32);
    int epochs = run.options().epochs(200);
    float[] wave = wave(seed);
    Windows windows = Windows.next(wave, WINDOW);

    ModelSpec spec = ModelSpec.values(1).lstm(hidden).dense(1).lastStep();
    Parameters parameters = initialization(hidden).create(spec, seed);
    Session session =
        new Session(
            "sine",
            run,
            "a noisy sine wave, %d windows of %d values".formatted(windows.size(), WINDOW),
            parameters);
    Optimizer adam =
        new Optimizer.Adam(
            run.options().learningRate(1e-4),
            0.99,
            0.9999,
            1e-7,
            Optimizer.EpsilonMode.UNCORRECTED);
    History history =
        session.train(
            session.trainer(Loss.halfSquaredError().summed(), adam).batchSize(1), windows, epochs);

    double naive = 0.5 * windows.size() * Figures.naiveMeanSquare(wave, WINDOW);
    printLosses(run, history, naive);
    session.plotLosses("Noisy sine", "½(y − t)², sum over windows", history);
    plotPredictions(run, session.predictor(), wave);
    session.finish(
        history,
        session.metrics(history, windows.size(), history.last().trainLoss(), naive),
        Preprocessing.none());
  }

  /** sin over two periods, both ends included, with normal noise. */
  private static float[] wave(long seed) {
    SeededRandom random = new SeededRandom(seed, SeededRandom.DATA);
    float[] wave = new float[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double angle = 4 * Math.PI * i / (POINTS - 1);
      wave[i] = (float) (StrictMath.sin(angle) + NOISE * random.nextNormal());
    }
    return wave;
  }

  private static Initialization initialization(int hidden) {
    return Initialization.weights(Initializer.glorotNormal())
        .with(Role.RECURRENT_WEIGHTS, Initializer.orthogonal())
        .withGateBias(Initializer.normal(Math.sqrt(2.0 / (1 + hidden))))
        .with(Role.DENSE_WEIGHTS, Initializer.uniform(0, 1))
        .with(Role.DENSE_BIAS, Initializer.uniform(0, 1));
  }

  private static void printLosses(ExperimentRun run, History history, double naive) {
    Table table = new Table().figures("epoch").figures("loss").figures("document");
    for (EpochReport epoch : history.epochs()) {
      boolean tenth = epoch.epoch() % PRINT_EVERY == 0;
      if (tenth || epoch.equals(history.last())) {
        int row = epoch.epoch() / PRINT_EVERY - 1;
        table.row(
            Integer.toString(epoch.epoch()),
            Figures.loss(epoch.trainLoss()),
            tenth && row < DOCUMENT.size() ? DOCUMENT.get(row) : "");
      }
    }
    table.print(run.out());
    run.out()
        .println(
            "loss: ½(y − t)² summed over all windows; 'next = last' gives " + Figures.loss(naive));
  }

  private static void plotPredictions(ExperimentRun run, Predictor predictor, float[] wave) {
    int count = POINTS - WINDOW;
    float[] oneStep = Forecasts.oneStepAhead(predictor, wave, WINDOW, Forecasts.Order.OLDEST_FIRST);
    float[] free;
    try (Forecaster forecaster = new Forecaster(predictor)) {
      free = forecaster.rolling(Arrays.copyOf(wave, WINDOW), count);
    }
    run.plot(
        "prediction",
        () ->
            Plot.titled("Noisy sine: predictions")
                .axes("time step", "value")
                .add("data", SeriesStyle.MARKERS, Plot.countFrom(0, POINTS), Figures.doubles(wave))
                .add(
                    "one step ahead",
                    SeriesStyle.LINE,
                    Plot.countFrom(WINDOW, count),
                    Figures.doubles(oneStep))
                .add(
                    "free-running from the first window",
                    SeriesStyle.DASHED,
                    Plot.countFrom(WINDOW, count),
                    Figures.doubles(free))
                .vertical("end of the first window", WINDOW - 0.5));
  }
}
