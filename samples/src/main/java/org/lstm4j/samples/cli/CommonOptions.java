package org.lstm4j.samples.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.lstm4j.backend.Backends;
import picocli.CommandLine.Option;

/** The options that every experiment has. What is not given is left to the experiment. */
public final class CommonOptions {
  @Option(
      names = "--backend",
      paramLabel = "auto|scalar|simd",
      converter = Converters.Backend.class,
      description = "which kernels compute (default: auto, or the property lstm4j.backend)")
  private BackendChoice backend;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.PositiveInt.class,
      description = "threads to compute with (default: 1); the figures do not depend on it")
  private int threads = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Converters.AnyLong.class,
      description = "seed of all random numbers (default: 1)")
  private long seed = 1;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = Converters.PositiveInt.class,
      description = "epochs to train (default: below)")
  private Integer epochs;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      converter = Converters.PositiveInt.class,
      description = "hidden units (default: below)")
  private Integer hidden;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      converter = Converters.PositiveDouble.class,
      description = "learning rate (default: below)")
  private Double learningRate;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for the report (default: out/ and the experiment's name)")
  private Path out;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N[epochs|steps|min]",
      converter = Converters.Every.class,
      description = "how often to put the run's state down (default: 5min)")
  private CheckpointEvery checkpointEvery = CheckpointEvery.DEFAULT;

  @Option(
      names = "--resume",
      description = "go on from the last checkpoint of the run that was to fill the same folder")
  private boolean resume;

  @Option(names = "--quiet", description = "show no progress, only the result")
  private boolean quiet;

  /** The folder of the checkpoints, in that of the report. */
  static final String CHECKPOINTS = "checkpoint";

  /** Starts with nothing given. */
  public CommonOptions() {}

  /**
   * Tells which kernels compute.
   *
   * @return the backend's name; if not given, what the system property of {@link Backends} says
   */
  public String backend() {
    return backend == null
        ? System.getProperty(Backends.PROPERTY, Backends.AUTO)
        : backend.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Tells how many threads compute.
   *
   * @return 1 if not given
   */
  public int threads() {
    return threads;
  }

  /**
   * Tells the seed of all random numbers.
   *
   * @return 1 if not given
   */
  public long seed() {
    return seed;
  }

  /**
   * Tells how many epochs to train.
   *
   * @param byDefault the experiment's own number
   * @return the given number, or that one
   */
  public int epochs(int byDefault) {
    return Objects.requireNonNullElse(epochs, byDefault);
  }

  /**
   * Tells the number of hidden units.
   *
   * @param byDefault the experiment's own number
   * @return the given number, or that one
   */
  public int hidden(int byDefault) {
    return Objects.requireNonNullElse(hidden, byDefault);
  }

  /**
   * Tells the learning rate.
   *
   * @param byDefault the experiment's own rate
   * @return the given rate, or that one
   */
  public double learningRate(double byDefault) {
    return Objects.requireNonNullElse(learningRate, byDefault);
  }

  /**
   * Tells the folder for the report.
   *
   * @param experiment the experiment's name
   * @return the given folder, or {@code out/<experiment>}
   */
  public Path out(String experiment) {
    return Objects.requireNonNullElseGet(out, () -> Path.of("out", experiment));
  }

  /**
   * Tells how often the run's state is put down.
   *
   * @return every five minutes if not given
   */
  public CheckpointEvery checkpointEvery() {
    return checkpointEvery;
  }

  /**
   * Tells whether to go on from a checkpoint.
   *
   * @return true with {@code --resume}
   */
  public boolean resume() {
    return resume;
  }

  /**
   * Tells whether progress is unwanted.
   *
   * @return true with {@code --quiet}
   */
  public boolean quiet() {
    return quiet;
  }
}
