package org.lstm4j.train;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.lstm4j.backend.Backends;
import org.lstm4j.data.Dataset;
import org.lstm4j.kernel.KernelProvider;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.loss.Loss;
import org.lstm4j.loss.Metric;
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
  final Parameters parameters;
  final Loss loss;
  final Optimizer optimizer;
  final List<TrainingListener> listeners = new ArrayList<>();
  final List<Metric> metrics = new ArrayList<>();
  LearningRateSchedule schedule = LearningRateSchedule.constant();
  int epochs = 10;
  int batchSize = 32;
  int parts = 1;
  Optional<Long> shuffleSeed = Optional.empty();
  long dropoutSeed;
  Optional<Dataset> validation = Optional.empty();
  Optional<Metric> monitored = Optional.empty();
  Optional<EarlyStopping> earlyStopping = Optional.empty();
  Optional<Plateau> plateau = Optional.empty();
  boolean restoreBest;
  Optional<Checkpoints> checkpoints = Optional.empty();
  boolean resumes;
  private GradientClip clip = GradientClip.none();
  private int truncation;
  private Optional<KernelProvider> backend = Optional.empty();
  private int threads = 1;

  private Trainer(Parameters parameters, Loss loss, Optimizer optimizer) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    this.loss = Objects.requireNonNull(loss, "loss");
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
   * Measures something besides the loss, in training and in validation.
   *
   * @param metric what
   * @return this
   */
  public Trainer metric(Metric metric) {
    metrics.add(Objects.requireNonNull(metric, "metric"));
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
    truncation = TrainingOptions.checkedTruncation(steps);
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
   * Computes each batch in so many parts of equal size, the last one perhaps smaller: their
   * gradients add up before the parameters change once, and room is needed for one part only.
   *
   * @param count at least 1, which is the default
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public Trainer parts(int count) {
    parts = atLeastOne("number of parts of a batch", count);
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
    validation = Optional.of(Objects.requireNonNull(dataset, "validation"));
    return this;
  }

  /**
   * Lets a metric of the validation data in place of their loss decide which epoch is the best and
   * whether they improve.
   *
   * @param metric what decides; it is measured as if it had been given to {@link #metric}
   * @return this
   */
  public Trainer monitor(Metric metric) {
    monitored = Optional.of(Objects.requireNonNull(metric, "monitored metric"));
    return metrics.contains(metric) ? this : metric(metric);
  }

  /**
   * Stops when the validation loss, or what is monitored, no longer improves.
   *
   * @param rule when to stop
   * @return this
   */
  public Trainer earlyStopping(EarlyStopping rule) {
    earlyStopping = Optional.of(Objects.requireNonNull(rule, "early stopping"));
    return this;
  }

  /**
   * Lowers the learning rate when the validation loss, or what is monitored, no longer improves.
   *
   * @param rule when, and by how much
   * @return this
   */
  public Trainer plateau(Plateau rule) {
    plateau = Optional.of(Objects.requireNonNull(rule, "plateau"));
    return this;
  }

  /**
   * Ends with the parameters of the epoch with the least validation loss, or the best of what is
   * monitored, in place of the last one's; also where an exception ends the run. Needs validation
   * data: a training loss is measured while the parameters change.
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
    backend = Optional.of(Objects.requireNonNull(provider, "backend"));
    threads = atLeastOne("number of threads", threadCount);
    return this;
  }

  /**
   * Puts the run's state down now and then.
   *
   * @param where where and how often
   * @return this
   */
  public Trainer checkpoints(Checkpoints where) {
    checkpoints = Optional.of(Objects.requireNonNull(where, "checkpoints"));
    return this;
  }

  /**
   * Goes on from the newest good checkpoint, or starts anew if there is none; listeners are told.
   * Everything else must be as it was in the run that is resumed, the parameters as they were
   * before it among it; but there may be more epochs.
   *
   * @return this
   */
  public Trainer resume() {
    resumes = true;
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
   * Trains. Every call starts anew, if it does not {@link #resume}: with epoch 1, with moments of
   * zero, from the parameters as they are.
   *
   * <p>An interrupt of the thread ends the run after the step at hand, with a checkpoint if there
   * are {@link #checkpoints}; the thread stays interrupted.
   *
   * @param training the samples to learn from
   * @return the course of the run
   * @throws IllegalArgumentException if data and model do not fit, validation data is missing where
   *     it is needed, the schedule gives a learning rate that is not positive, or the checkpoint is
   *     of another run
   * @throws IllegalStateException if there is a checkpoint and the run does not resume
   * @throws UncheckedIOException if the checkpoints' folder cannot be used, another run has it, or
   *     all checkpoints are damaged; a checkpoint that cannot be written is a notice
   * @throws TrainingException if a loss, a gradient or a norm is not finite, the parameters are
   *     then those before that step; or if an epoch's updates left the range of float. Where the
   *     best epoch is to be restored, it is
   */
  public History fit(Dataset training) {
    check(training);
    validation.ifPresent(this::check);
    if (validation.isEmpty()) {
      mustNot(restoreBest, "restoring the best epoch", "validation data");
      mustNot(earlyStopping.isPresent(), "early stopping", "validation data");
      mustNot(plateau.isPresent(), "a plateau", "validation data");
      mustNot(monitored.isPresent(), "a monitored metric", "validation data");
    }
    if (checkpoints.isEmpty()) {
      mustNot(resumes, "resuming", "checkpoints");
    }
    try (Kernels kernels = newKernels()) {
      return new TrainingRun(this, kernels, training).run();
    }
  }

  /** Tells all listeners. */
  void notice(String sentence) {
    listeners.forEach(listener -> listener.onNotice(sentence));
  }

  private static void mustNot(boolean wanted, String what, String missing) {
    if (wanted) {
      throw new IllegalArgumentException("%s needs %s; there is none".formatted(what, missing));
    }
  }

  /**
   * Measures the present parameters without training, and without room for gradients.
   *
   * @param dataset the samples to measure
   * @return loss and metrics
   * @throws IllegalArgumentException if data and model do not fit
   */
  public Scores evaluate(Dataset dataset) {
    check(dataset);
    try (Kernels kernels = newKernels()) {
      return new Evaluation(parameters, options(), kernels)
          .run(new EpochPass(dataset, batchSize, parts));
    }
  }

  TrainingOptions options() {
    return new TrainingOptions(loss, metrics, optimizer, clip, truncation);
  }

  private Kernels newKernels() {
    return backend.orElseGet(Backends::choose).create(threads);
  }

  private void check(Dataset dataset) {
    if (dataset.size() < 1) {
      throw new IllegalArgumentException("a dataset is empty; expected at least one sample");
    }
    options().checkFits(dataset.shape(), parameters.spec());
  }
}
