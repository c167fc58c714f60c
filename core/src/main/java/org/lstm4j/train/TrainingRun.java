package org.lstm4j.train;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.doubles.DoubleList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lstm4j.data.Dataset;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.model.Parameters;

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
  private final long began = System.nanoTime();
  private double plateauFactor = 1;

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
    List<EpochReport> reports = new ArrayList<>();
    boolean stop = false;
    try {
      for (int epoch = 1; epoch <= trainer.epochs && !stop; epoch++) {
        EpochReport report = runEpoch(epoch);
        reports.add(report);
        best.take(report);
        double value = monitored(report);
        plateauFactor = plateau.map(rule -> rule.factorAfter(value)).orElse(1.0);
        stop = earlyStopping.isPresent() && earlyStopping.get().stopAfter(value);
        trainer.listeners.forEach(listener -> listener.onEpoch(report));
      }
    } finally {
      best.restore();
    }
    return new History(reports, stop, best.epoch);
  }

  private EpochReport runEpoch(int epoch) {
    trainer.shuffleSeed.ifPresent(seed -> training.shuffle(seed, epoch));
    step.keyDropout(trainer.dropoutSeed, epoch);
    step.tally().clear();
    DoubleList rates = new DoubleArrayList(training.batches());
    for (int batch = 0; batch < training.batches(); batch++) {
      double rate = rate(epoch);
      rates.add(rate);
      learn(epoch, batch, rate);
      progress.next();
    }
    Scores trainScores = step.tally().scores();
    Optional<Scores> scores = validate(epoch);
    double seconds = (System.nanoTime() - began) * 1e-9;
    return new EpochReport(epoch, trainScores, scores, rates, seconds);
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
      step.checkParameters();
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

    void restore() {
      if (trainer.restoreBest && epoch > 0) {
        trainer.parameters.copyFrom(copy);
      }
    }
  }
}
