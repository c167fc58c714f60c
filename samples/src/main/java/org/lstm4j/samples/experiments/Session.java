package org.lstm4j.samples.experiments;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Dataset;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.infer.Predictor;
import org.lstm4j.io.ModelFile;
import org.lstm4j.io.Preprocessing;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
import org.lstm4j.model.Parameters;
import org.lstm4j.samples.cli.ExperimentRun;
import org.lstm4j.samples.cli.Interrupts;
import org.lstm4j.samples.console.ProgressBar;
import org.lstm4j.samples.failure.InputException;
import org.lstm4j.samples.failure.InterruptedRun;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.SeriesStyle;
import org.lstm4j.samples.report.HistoryCsv;
import org.lstm4j.samples.report.Metrics;
import org.lstm4j.samples.report.ModelSummary;
import org.lstm4j.train.EpochReport;
import org.lstm4j.train.History;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.Scores;
import org.lstm4j.train.Trainer;
import org.lstm4j.train.TrainingListener;

/**
 * What all experiments do alike: choose the backend, say what runs, train with progress, and write
 * {@code metrics.json}, {@code history.csv} and {@code model.safetensors}.
 */
final class Session {
  private static final String MODEL = "model.safetensors";

  private final String experiment;
  private final ExperimentRun run;
  private final Parameters parameters;
  private final KernelProvider backend;
  private Optional<Metric> reported = Optional.empty(); // in place of the loss

  /**
   * Opens the session and prints what is about to run.
   *
   * @param experiment its name
   * @param run options, output folder and streams
   * @param data what it trains on, one phrase
   * @param parameters the model at its start
   */
  Session(String experiment, ExperimentRun run, String data, Parameters parameters) {
    this.experiment = experiment;
    this.run = run;
    this.parameters = parameters;
    this.backend = choose(run);
    run.out().println("%s: %s".formatted(experiment, data));
    run.out().println("backend %s, seed %d".formatted(backend.name(), run.options().seed()));
    run.out().println();
    ModelSummary.print(parameters, run.out());
    run.out().println();
  }

  private static KernelProvider choose(ExperimentRun run) {
    try {
      Backends.Choice choice = Backends.select(run.options().backend(), Backends.installed());
      choice.refusals().forEach(run::warn);
      return choice.provider();
    } catch (IllegalStateException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** {@return a trainer on the chosen backend} */
  Trainer trainer(Loss loss, Optimizer optimizer) {
    return Trainer.of(parameters, loss, optimizer).backend(backend, run.options().threads());
  }

  /**
   * {@return the same for an experiment whose document reports something else than what it trains}
   *
   * @param metric what is reported, and decides when to stop
   */
  Trainer trainer(Loss loss, Metric metric, Optimizer optimizer) {
    reported = Optional.of(metric);
    return trainer(loss, optimizer).metric(metric);
  }

  /** {@return what is reported of the training samples} */
  double trainLoss(EpochReport epoch) {
    return figure(epoch.training());
  }

  /** {@return what is reported of the validation samples, or NaN without any} */
  double validationLoss(EpochReport epoch) {
    return epoch.validation().map(this::figure).orElse(Double.NaN);
  }

  private double figure(Scores scores) {
    return reported.map(scores::of).orElse(scores.loss());
  }

  /** Trains with a progress bar that shows the loss; ten plain lines in a pipe. */
  History train(Trainer trainer, Dataset data, int epochs) {
    return train(trainer, data, epochs, Math.max(1, epochs / 10));
  }

  /** Trains with a progress bar that shows the loss; in a pipe a plain line every few epochs. */
  History train(Trainer trainer, Dataset data, int epochs, int lineEvery) {
    History history;
    int exitCode;
    try (ProgressBar bar = run.progress("epoch", epochs).milestoneEvery(lineEvery);
        Interrupts interrupts = new Interrupts()) {
      TrainingListener progress =
          new TrainingListener() {
            private boolean begun;

            @Override
            public void onEpoch(EpochReport report) {
              if (!begun) {
                begun = true;
                bar.goOnFrom(report.epoch() - 1L);
              }
              bar.update(report.epoch(), "loss " + Figures.loss(trainLoss(report)));
            }

            @Override
            public void onNotice(String sentence) {
              run.tell(sentence);
            }
          };
      trainer.epochs(epochs).listener(progress).checkpoints(run.checkpoints());
      if (run.options().resume()) {
        trainer.resume();
      }
      history = trainer.fit(data);
      exitCode = interrupts.exitCode();
    } finally {
      if (!run.options().quiet()) {
        run.out().println();
      }
    }
    if (history.interrupted()) {
      throw new InterruptedRun(
          exitCode,
          "interrupted after %d of %d epochs%s; the same command with --resume goes on"
              .formatted(
                  history.epochs().size(),
                  epochs,
                  history.epochs().isEmpty()
                      ? ""
                      : ", loss " + Figures.loss(trainLoss(history.last()))));
    }
    return history;
  }

  /**
   * Draws the course of the losses, on a logarithmic axis.
   *
   * @param title what was trained
   * @param loss what the loss is, with its unit
   */
  void plotLosses(String title, String loss, History history) {
    run.plot("loss", () -> losses(title, loss, history));
  }

  private Plot losses(String title, String loss, History history) {
    List<EpochReport> epochs = history.epochs();
    double[] x = Plot.countFrom(1, epochs.size());
    double[] training = epochs.stream().mapToDouble(this::trainLoss).toArray();
    double[] validation = epochs.stream().mapToDouble(this::validationLoss).toArray();
    boolean validated = !Double.isNaN(validationLoss(history.last()));
    SeriesStyle style = epochs.size() > 1 ? SeriesStyle.LINE : SeriesStyle.MARKERS;
    Plot plot =
        Plot.titled(title + ": loss").axes("epoch", loss).add("training", style, x, training);
    if (validated) {
      plot.add("validation", style, x, validation);
    }
    if (allPositive(training) && (!validated || allPositive(validation))) {
      plot.logarithmicY();
    }
    return plot;
  }

  private static boolean allPositive(double[] values) {
    return DoubleStream.of(values).allMatch(value -> value > 0);
  }

  /** {@return the trained model, ready to predict on the chosen backend} */
  Predictor predictor() {
    return new Predictor(parameters, backend);
  }

  /**
   * The figures that every experiment reports; further ones may be added.
   *
   * @param history the course of the training
   * @param samples training samples per epoch
   * @param finalTrainLoss the training loss at the end, as the experiment defines it
   * @param naiveLoss the same loss of a forecast without a model
   */
  Metrics metrics(History history, int samples, double finalTrainLoss, double naiveLoss) {
    int epochs = history.epochs().size();
    double seconds = history.seconds();
    return new Metrics()
        .put("experiment", experiment)
        .put("backend", backend.name())
        .put("seed", run.options().seed())
        .put("epochs", epochs)
        .put("parameters", parameters.size())
        .put("finalTrainLoss", finalTrainLoss)
        .put("finalValidationLoss", validationLoss(history.last()))
        .put("naiveLoss", naiveLoss)
        .put("trainSeconds", seconds)
        .put("samplesPerSecond", (double) samples * epochs / seconds)
        .put("weightsSha256", parameters.sha256());
  }

  /** Writes the three files and prints speed and hash. */
  void finish(History history, Metrics metrics, Preprocessing preprocessing) throws IOException {
    HistoryCsv csv = new HistoryCsv();
    double before = 0;
    for (EpochReport epoch : history.epochs()) {
      OptionalDouble validation =
          Double.isNaN(validationLoss(epoch))
              ? OptionalDouble.empty()
              : OptionalDouble.of(validationLoss(epoch));
      csv.add(
          new HistoryCsv.Epoch(
              epoch.epoch(),
              trainLoss(epoch),
              validation,
              epoch.learningRate(),
              epoch.seconds() - before));
      before = epoch.seconds();
    }
    Map<String, AtomicFile.Content> files = new LinkedHashMap<>();
    files.put(MODEL, new ModelFile(parameters, preprocessing)::writeTo);
    files.put(Metrics.FILE_NAME, metrics::writeTo);
    files.put(HistoryCsv.FILE_NAME, csv::writeTo);
    run.report(files);
    run.out().println();
    run.out()
        .println(
            String.format(
                Locale.ROOT,
                "trained %d epochs in %.1f s",
                history.epochs().size(),
                history.seconds()));
    run.out().println("weights sha256 " + parameters.sha256());
  }
}
