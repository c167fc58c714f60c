package org.lstm4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.lstm4j.data.Batch;
import org.lstm4j.data.Dataset;
import org.lstm4j.kernel.Backends;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.model.Parameters;

/**
 * Trains a model on a dataset, epoch by epoch.
 *
 * <pre>{@code
 * History history =
 *     Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Adam(1e-3))
 *         .epochs(100)
 *         .batchSize(16)
 *         .shuffle(seed)
 *         .fit(Windows.next(series, 25));
 * }</pre>
 *
 * <p>Results depend on the parameters, the data and the settings below alone: not on the backend,
 * its threads or the machine.
 */
public final class Trainer {
  private final Parameters parameters;
  private final Loss loss;
  private final Optimizer optimizer;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private Loss metric;
  private GradientClip clip = GradientClip.none();
  private LearningRateSchedule schedule = LearningRateSchedule.constant();
  private int truncation;
  private int epochs = 10;
  private int batchSize = 32;
  private Optional<Long> shuffleSeed = Optional.empty();
  private long dropoutSeed;
  private Optional<Dataset> validation = Optional.empty();
  private Optional<EarlyStopping> earlyStopping = Optional.empty();
  private boolean restoreBest;
  private Optional<KernelProvider> backend = Optional.empty();
  private int threads = 1;

  private Trainer(Parameters parameters, Loss loss, Optimizer optimizer) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    this.loss = Objects.requireNonNull(loss, "loss");
    this.metric = loss;
    this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
  }

  /**
   * A trainer with 10 epochs of batches of 32 in the dataset's order.
   *
   * @param parameters the parameters to train, changed in place
   * @param loss what to minimise
   * @param optimizer how
   * @return the trainer, to be set up further
   */
  public static Trainer of(Parameters parameters, Loss loss, Optimizer optimizer) {
    return new Trainer(parameters, loss, optimizer);
  }

  /**
   * Sets what is reported in place of the loss.
   *
   * @param newMetric evaluated on the same outputs
   * @return this
   */
  public Trainer metric(Loss newMetric) {
    metric = Objects.requireNonNull(newMetric, "metric");
    return this;
  }

  /**
   * Sets the clipping of gradients; none at first.
   *
   * @param newClip the clipping
   * @return this
   */
  public Trainer clip(GradientClip newClip) {
    clip = Objects.requireNonNull(newClip, "clip");
    return this;
  }

  /**
   * Sets how the learning rate changes; constant at first.
   *
   * @param newSchedule the schedule
   * @return this
   */
  public Trainer schedule(LearningRateSchedule newSchedule) {
    schedule = Objects.requireNonNull(newSchedule, "schedule");
    return this;
  }

  /**
   * Cuts gradients every so many steps, counted from the end of a sequence; exact at first.
   *
   * @param steps at least 1, or 0 for exact gradients
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public Trainer truncation(int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException(
          "the truncation is %d steps; expected at least 1, or 0 for none".formatted(steps));
    }
    truncation = steps;
    return this;
  }

  /**
   * Sets the number of epochs.
   *
   * @param count at least 1
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public Trainer epochs(int count) {
    epochs = atLeastOne("number of epochs", count);
    return this;
  }

  /**
   * Sets the number of samples per step. The last batch of an epoch may be smaller.
   *
   * @param samples at least 1
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public Trainer batchSize(int samples) {
    batchSize = atLeastOne("batch size", samples);
    return this;
  }

  /**
   * Shuffles the samples anew in every epoch; the order depends on seed and epoch alone.
   *
   * @param seed any number
   * @return this
   */
  public Trainer shuffle(long seed) {
    shuffleSeed = Optional.of(seed);
    return this;
  }

  /**
   * Sets the seed of dropout layers, 0 at first. What a layer drops depends on seed, epoch, sample,
   * layer, step and unit alone.
   *
   * @param seed any number
   * @return this
   */
  public Trainer dropoutSeed(long seed) {
    dropoutSeed = seed;
    return this;
  }

  /**
   * Measures a second dataset after every epoch.
   *
   * @param dataset samples that are not trained on
   * @return this
   */
  public Trainer validation(Dataset dataset) {
    validation = Optional.of(dataset);
    return this;
  }

  /**
   * Stops when the validation loss no longer improves.
   *
   * @param rule when to stop
   * @return this
   */
  public Trainer earlyStopping(EarlyStopping rule) {
    earlyStopping = Optional.of(rule);
    return this;
  }

  /**
   * Ends with the parameters of the epoch with the least validation loss, in place of the last
   * one's; also where an exception ends the run. Needs validation data: a training loss is measured
   * while the parameters change.
   *
   * @return this
   */
  public Trainer restoreBest() {
    restoreBest = true;
    return this;
  }

  /**
   * Adds a listener.
   *
   * @param listener watches the run
   * @return this
   */
  public Trainer listener(TrainingListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Sets the backend, {@link Backends#choose} at first.
   *
   * @param provider the backend
   * @param threadCount threads that it may use, at least 1
   * @return this
   * @throws IllegalArgumentException if the number of threads is not positive
   */
  public Trainer backend(KernelProvider provider, int threadCount) {
    backend = Optional.of(provider);
    threads = atLeastOne("number of threads", threadCount);
    return this;
  }

  private static int atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "the %s is %d; expected at least 1".formatted(what, value));
    }
    return value;
  }

  /**
   * Trains. Every call starts anew: with epoch 1, with moments of zero, from the parameters as they
   * are.
   *
   * @param training the samples to learn from
   * @return the course of the run
   * @throws IllegalArgumentException if data and model do not fit, validation data is missing where
   *     it is needed, or the schedule gives a learning rate that is not positive
   * @throws TrainingException if a loss, a gradient or a norm is not finite, the parameters are
   *     then those before that step; or if an epoch's updates left the range of float. Where the
   *     best epoch is to be restored, it is
   */
  public History fit(Dataset training) {
    TrainingOptions options = new TrainingOptions(loss, metric, optimizer, clip, truncation);
    check(training);
    validation.ifPresent(this::check);
    if (validation.isEmpty() && (earlyStopping.isPresent() || restoreBest)) {
      throw new IllegalArgumentException(
          (restoreBest ? "restoring the best epoch" : "early stopping")
              + " needs validation data; there is none");
    }
    try (Kernels kernels = backend.orElseGet(Backends::choose).create(threads)) {
      return new Run(options, kernels, training).run();
    }
  }

  /**
   * Measures the present parameters without training.
   *
   * @param dataset the samples to measure
   * @return the metric, its mean over samples or its sum as {@link #fit} reports it
   * @throws IllegalArgumentException if data and model do not fit
   */
  public double evaluate(Dataset dataset) {
    TrainingOptions options = new TrainingOptions(loss, metric, optimizer, clip, truncation);
    check(dataset);
    EpochPass pass = new EpochPass(dataset, batchSize);
    try (Kernels kernels = backend.orElseGet(Backends::choose).create(threads)) {
      TrainStep step =
          new TrainStep(parameters, options, kernels, dataset.shape().steps(), pass.maxBatch());
      return pass.run(options, (number, batch) -> step.evaluate(batch));
    }
  }

  private void check(Dataset dataset) {
    if (dataset.size() < 1) {
      throw new IllegalArgumentException("a dataset is empty; expected at least one sample");
    }
    dataset.shape().checkFits(parameters.spec());
    loss.checkFits(dataset.shape());
    metric.checkFits(dataset.shape());
  }

  /** One run of {@link #fit}. */
  private final class Run {
    private final TrainingOptions options;
    private final TrainStep step;
    private final EpochPass trainingPass;
    private final Optional<EpochPass> validationPass;
    private final long began = System.nanoTime();
    private final BestEpoch best = new BestEpoch();

    Run(TrainingOptions options, Kernels kernels, Dataset training) {
      this.options = options;
      this.trainingPass = new EpochPass(training, batchSize);
      this.validationPass = validation.map(dataset -> new EpochPass(dataset, batchSize));
      int steps = training.shape().steps();
      int batch = trainingPass.maxBatch();
      if (validationPass.isPresent()) {
        steps = Math.max(steps, validation.orElseThrow().shape().steps());
        batch = Math.max(batch, validationPass.get().maxBatch());
      }
      this.step = new TrainStep(parameters, options, kernels, steps, batch);
    }

    History run() {
      List<EpochReport> reports = new ArrayList<>();
      Optional<EarlyStopping.Counter> counter = earlyStopping.map(EarlyStopping::newCounter);
      boolean stop = false;
      try {
        for (int epoch = 1; epoch <= epochs && !stop; epoch++) {
          EpochReport report = runEpoch(epoch);
          reports.add(report);
          best.take(report);
          stop = counter.isPresent() && counter.get().stopAfter(report.validationLoss());
          listeners.forEach(listener -> listener.onEpoch(report));
        }
      } finally {
        best.restore();
      }
      return new History(reports, stop, best.epoch);
    }

    private EpochReport runEpoch(int epoch) {
      shuffleSeed.ifPresent(seed -> trainingPass.shuffle(seed, epoch));
      step.keyDropout(dropoutSeed, epoch);
      double rate = rate(epoch);
      double trainLoss =
          trainingPass.run(options, (number, batch) -> learn(epoch, number, batch, rate));
      double validationLoss = validate(epoch);
      double seconds = (System.nanoTime() - began) * 1e-9;
      return new EpochReport(epoch, trainLoss, validationLoss, rate, seconds);
    }

    private double rate(int epoch) {
      double rate = optimizer.learningRate() * schedule.factor(epoch);
      if (!((float) rate > 0 && Float.isFinite((float) rate))) {
        throw new IllegalArgumentException(
            "the learning rate of epoch %d is %s; expected a positive number in the range of float"
                .formatted(epoch, rate));
      }
      return rate;
    }

    private double validate(int epoch) {
      try {
        step.checkParameters();
        if (validationPass.isEmpty()) {
          return Double.NaN;
        }
        double loss = validationPass.get().run(options, (number, batch) -> step.evaluate(batch));
        if (!Double.isFinite(loss)) {
          throw new TrainingException("the validation loss is " + loss);
        }
        return loss;
      } catch (TrainingException e) {
        throw new TrainingException(
            "training stopped after epoch %d: %s".formatted(epoch, e.getMessage()), e);
      }
    }

    private double learn(int epoch, int number, Batch batch, double rate) {
      try {
        double value = step.run(batch, rate);
        for (int l = 0; l < listeners.size(); l++) { // no iterator: a step allocates nothing
          listeners.get(l).onStep(epoch, number, value);
        }
        return value;
      } catch (TrainingException e) {
        throw new TrainingException(
            "training stopped in epoch %d, batch %d: %s".formatted(epoch, number, e.getMessage()),
            e);
      }
    }

    /** The epoch with the least validation loss so far, and its parameters if they are wanted. */
    private final class BestEpoch {
      private final Parameters copy = restoreBest ? parameters.copy() : parameters;
      private double loss = Double.POSITIVE_INFINITY;
      private int epoch;

      void take(EpochReport report) {
        if (validation.isEmpty() || report.validationLoss() < loss) {
          loss = report.validationLoss();
          epoch = report.epoch();
          if (restoreBest) {
            copy.copyFrom(parameters);
          }
        }
      }

      void restore() {
        if (restoreBest && epoch > 0) {
          parameters.copyFrom(copy);
        }
      }
    }
  }
}
