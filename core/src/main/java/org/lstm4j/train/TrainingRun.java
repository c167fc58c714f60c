package org.lstm4j.train;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.doubles.DoubleList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.lstm4j.data.Dataset;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.model.Parameters;
import org.lstm4j.train.History.Ending;

/** One run of a {@link Trainer}: epoch by epoch, batch by batch. */
final class TrainingRun {
  private final Trainer trainer;
  private final TrainStep step;
  private final EpochPass training;
  private final Optional<EpochPass> validation;
  private final TrainingProgress progress;
  private final Optional<EarlyStopping.Counter> earlyStopping;
  private final Optional<Plateau.Counter> plateau;
  private final BestEpoch best;
  private final List<EpochReport> reports = new ArrayList<>();
  private long began = System.nanoTime();
  private double plateauFactor = 1;
  private boolean stopped;
  private DoubleList rates = new DoubleArrayList(); // of the epoch at hand
  private final Supplier<Checkpoint> state = this::checkpoint;
  private Optional<RunCheckpoints> checkpoints = Optional.empty();

  TrainingRun(Trainer trainer, Kernels kernels, Dataset data) {
    this.trainer = trainer;
    best = new BestEpoch();
    training = new EpochPass(data, trainer.batchSize, trainer.parts);
    validation =
        trainer.validation.map(dataset -> new EpochPass(dataset, trainer.batchSize, trainer.parts));
    progress = new TrainingProgress(trainer.epochs, training.batches());
    earlyStopping = trainer.earlyStopping.map(EarlyStopping::newCounter);
    plateau = trainer.plateau.map(Plateau::newCounter);
    int steps = data.shape().steps();
    int batch = training.maxBatch();
    if (validation.isPresent()) {
      steps = Math.max(steps, trainer.validation.orElseThrow().shape().steps());
      batch = Math.max(batch, validation.get().maxBatch());
    }
    step = new TrainStep(trainer.parameters, trainer.options(), kernels, steps, batch);
  }

  History run() {
    if (trainer.checkpoints.isEmpty()) {
      return runEpochs();
    }
    try (RunCheckpoints opened = new RunCheckpoints(trainer, training, validation)) {
      opened.toResume().ifPresent(this::restore);
      checkpoints = Optional.of(opened);
      return runEpochs();
    }
  }

  private History runEpochs() {
    boolean interrupted = false;
    try {
      while (reports.size() < trainer.epochs && !stopped && !interrupted) {
        interrupted = runEpoch(reports.size() + 1);
      }
      checkpoints.ifPresent(keeper -> keeper.atTheEnd(state));
    } finally {
      best.restore();
    }
    Ending ending =
        stopped
            ? Ending.STOPPED_EARLY
            : reports.size() < trainer.epochs ? Ending.INTERRUPTED : Ending.COMPLETE;
    return new History(reports, ending, best.epoch);
  }

  /** Trains through what is left of an epoch; whether the thread was interrupted. */
  private boolean runEpoch(int epoch) {
    trainer.shuffleSeed.ifPresent(seed -> training.shuffle(seed, epoch));
    step.keyDropout(trainer.dropoutSeed, epoch);
    if (rates.isEmpty()) {
      step.tally().clear();
    }
    while (rates.size() < training.batches()) {
      double rate = rate(epoch);
      learn(epoch, rates.size(), rate);
      rates.add(rate);
      progress.next();
      if (rates.size() < training.batches()) {
        if (Thread.currentThread().isInterrupted()) {
          return true;
        }
        if (checkpoints.isPresent()) { // no lambda: a step allocates nothing
          checkpoints.get().afterStep(progress, state);
        }
      }
    }
    Scores trainScores = step.tally().scores();
    Optional<Scores> scores = validate(epoch);
    EpochReport report = new EpochReport(epoch, trainScores, scores, rates, seconds());
    count(report);
    trainer.listeners.forEach(listener -> listener.onEpoch(report));
    checkpoints.ifPresent(keeper -> keeper.afterEpoch(progress, state));
    return Thread.currentThread().isInterrupted();
  }

  private double seconds() {
    return (System.nanoTime() - began) * 1e-9;
  }

  /** What an epoch changes in the course of the run. */
  private void count(EpochReport report) {
    reports.add(report);
    rates = new DoubleArrayList(training.batches());
    best.take(report);
    double value = monitored(report);
    plateauFactor = plateau.map(rule -> rule.factorAfter(value)).orElse(1.0);
    stopped = earlyStopping.isPresent() && earlyStopping.get().stopAfter(value);
  }

  private double rate(int epoch) {
    double factor = trainer.schedule.factor(progress) * plateauFactor;
    double rate = trainer.optimizer.learningRate() * factor;
    if (!((float) rate > 0 && Float.isFinite((float) rate))) {
      throw new IllegalArgumentException(
          "the learning rate of epoch %d is %s; expected a positive number in the range of float"
              .formatted(epoch, rate));
    }
    return rate;
  }

  private void learn(int epoch, int batch, double rate) {
    double loss;
    try {
      int parts = training.parts(batch);
      if (parts == 1) {
        loss = step.run(training.fill(batch, 0), rate);
      } else {
        for (int part = 0; part < parts; part++) {
          step.add(training.fill(batch, part));
        }
        loss = step.update(rate);
      }
    } catch (TrainingException e) {
      throw new TrainingException(
          "training stopped in epoch %d, batch %d: %s".formatted(epoch, batch + 1, e.getMessage()),
          e);
    }
    for (int l = 0; l < trainer.listeners.size(); l++) { // no iterator: a step allocates nothing
      trainer.listeners.get(l).onStep(epoch, batch + 1, loss, rate);
    }
  }

  private Optional<Scores> validate(int epoch) {
    try {
      step.checkUpdates();
      if (validation.isEmpty()) {
        return Optional.empty();
      }
      step.tally().clear();
      validation.get().forEach(step::evaluate);
      Scores scores = step.tally().scores();
      if (!Double.isFinite(scores.loss())) {
        throw new TrainingException("the validation loss is " + scores.loss());
      }
      return Optional.of(scores);
    } catch (TrainingException e) {
      throw new TrainingException(
          "training stopped after epoch %d: %s".formatted(epoch, e.getMessage()), e);
    }
  }

  /** What decides which epoch is the best, lower values being better. */
  private double monitored(EpochReport report) {
    if (trainer.monitored.isEmpty()) {
      return report.validationLoss();
    }
    double value = report.validation().orElseThrow().of(trainer.monitored.get());
    return trainer.monitored.get().isHigherBetter() ? -value : value;
  }

  /** The state between two steps. */
  private Checkpoint checkpoint() {
    return new Checkpoint(
        checkpoints.orElseThrow().settings(),
        progress.step() - 1,
        seconds(),
        reports.stream().map(report -> EpochFigures.of(report, trainer.metrics)).toList(),
        step.tally().sums(),
        trainer.parameters.values(),
        step.optimizerState().moments(),
        best.values());
  }

  /** Goes through the course of a checkpoint again, and takes its numbers. */
  private void restore(Checkpoint from) {
    for (double[] figures : from.epochs()) {
      int epoch = reports.size() + 1;
      while (rates.size() < training.batches()) {
        rates.add(rate(epoch));
        progress.next();
      }
      EpochReport report =
          EpochFigures.report(epoch, figures, rates, trainer.metrics, validation.isPresent());
      count(report);
    }
    while (progress.step() - 1 < from.step()) {
      rates.add(rate(reports.size() + 1));
      progress.next();
    }
    if (reports.size() > trainer.epochs) {
      throw new IllegalArgumentException(
          "the checkpoint has %d epochs; this run shall have %d"
              .formatted(reports.size(), trainer.epochs));
    }
    step.restore(from.parameters(), from.moments(), from.step());
    step.tally().restore(from.tally());
    from.best().ifPresent(best::restoreCopy);
    began = System.nanoTime() - (long) (from.seconds() * 1e9);
  }

  /** The best epoch so far, and its parameters if they are wanted. */
  private final class BestEpoch {
    private final Parameters copy =
        trainer.restoreBest ? trainer.parameters.copy() : trainer.parameters;
    private double value = Double.POSITIVE_INFINITY;
    private int epoch;

    void take(EpochReport report) {
      double latest = monitored(report);
      if (report.validation().isEmpty() || latest < value) {
        value = latest;
        epoch = report.epoch();
        if (trainer.restoreBest) {
          copy.copyFrom(trainer.parameters);
        }
      }
    }

    Optional<float[]> values() {
      return trainer.restoreBest && epoch > 0 ? Optional.of(copy.values()) : Optional.empty();
    }

    void restoreCopy(float[] values) {
      System.arraycopy(values, 0, copy.values(), 0, values.length);
    }

    void restore() {
      if (trainer.restoreBest && epoch > 0) {
        trainer.parameters.copyFrom(copy);
      }
    }
  }
}
