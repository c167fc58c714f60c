package org.lstm4j.samples.experiments;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lstm4j.data.Differences;
import org.lstm4j.data.Windows;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.Initialization;
import org.lstm4j.model.Initializer;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.random.SeededRandom;
import org.lstm4j.samples.cli.Converters;
import org.lstm4j.samples.cli.ExperimentCommand;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.console.Table;
import org.lstm4j.train.EpochReport;
import org.lstm4j.train.GradientClip;
import org.lstm4j.train.History;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The differences of a noisy linear trend: 180 sequences of 19 in one batch, a prediction at every
 * step, 5000 steps of gradient descent.
 */
@Command(
    name = "trend",
    description = "learn the differences of a noisy linear trend",
    footer = {
      "",
      "Defaults: 5000 epochs, 16 hidden units, learning rate 0.003.",
      "The document is the introduction to LSTMs that this reproduces; see docs/experiments.md."
    })
public final class TrendCommand extends ExperimentCommand {
  private static final int POINTS = 200;
  private static final int LENGTH = 19;
  private static final double INTERCEPT = 5;
  private static final double SLOPE = 7;
  private static final double NOISE = 10;
  private static final int PRINT_EVERY = 500;

  /** The losses that the document prints, by its epochs, which count from 0. */
  private static final Map<Integer, String> DOCUMENT =
      new TreeMap<>(
          Map.of(
              0, "276.66", 1, "274.44", 2, "272.28", 3, "269.83", 4996, "83.03", 4997, "78.38",
              4998, "81.09", 4999, "79.08"));

  @Option(
      names = "--clip-alpha",
      paramLabel = "X",
      converter = Converters.PositiveDouble.class,
      description =
          "limit each parameter's gradient norm to X times its number of elements (default: no"
              + " limit, as in the document)")
  private Double clipAlpha;

  /** Called by the command line. */
  public TrendCommand() {}

  @Override
  protected void run(ExperimentRun run) throws Exception {
    long seed = run.options().seed();
    float[] levels = levels(seed);
    float[] differences = Differences.of(levels);
    Windows windows = Windows.shifted(differences, LENGTH);

    ModelSpec spec = ModelSpec.values(1).lstm(run.options().hidden(16)).dense(1).everyStep();
    Parameters parameters = Initialization.weights(Initializer.uniform(-1, 1)).create(spec, seed);
    Session session =
        new Session(
            "trend",
            run,
            "differences of 5 + 7x + noise, %d sequences of %d in one batch"
                .formatted(windows.size(), LENGTH),
            parameters);
    Optimizer descent = new Optimizer.Sgd(run.options().learningRate(0.003));
    Trainer trainer =
        session
            .trainer(Loss.meanSquaredError(), descent)
            .batchSize(windows.size())
            .shuffle(seed)
            .clip(
                clipAlpha == null
                    ? GradientClip.none()
                    : GradientClip.parameterNormPerElement(clipAlpha));
    History history = session.train(trainer, windows, run.options().epochs(5000));

    double finalLoss = trainer.evaluate(windows).loss();
    double naive = Figures.naiveMeanSquare(differences, 1);
    printLosses(run, history, finalLoss, naive);
    session.plotLosses("Linear trend", "mean squared error of differences", history);
    new TrendPlots(run, levels, differences, LENGTH).draw(session.predictor());
    session.finish(
        history, session.metrics(history, windows.size(), finalLoss, naive), Preprocessing.none());
  }

  private static float[] levels(long seed) {
    SeededRandom random = new SeededRandom(seed, SeededRandom.DATA);
    float[] levels = new float[POINTS];
    for (int x = 0; x < POINTS; x++) {
      levels[x] = (float) (INTERCEPT + SLOPE * x + NOISE * random.nextNormal());
    }
    return levels;
  }

  /** The document measures after the update: what the next epoch finds before its own. */
  private static void printLosses(
      ExperimentRun run, History history, double finalLoss, double naive) {
    Table table = new Table().figures("epoch").figures("loss").figures("document");
    List<EpochReport> epochs = history.epochs();
    for (int epoch = 0; epoch < epochs.size(); epoch++) {
      boolean last = epoch == epochs.size() - 1;
      if (epoch % PRINT_EVERY == 0 || DOCUMENT.containsKey(epoch) || last) {
        table.row(
            Integer.toString(epoch),
            Figures.loss(last ? finalLoss : epochs.get(epoch + 1).trainLoss()),
            DOCUMENT.getOrDefault(epoch, ""));
      }
    }
    table.print(run.out());
    run.out()
        .println(
            "loss: mean squared error of the training differences after the epoch's update; 'next ="
                + " last' gives %s, the best linear predictor of such data about 114:"
                    .formatted(Figures.loss(naive))
                + " what is below that is noise learned by heart");
  }
}
