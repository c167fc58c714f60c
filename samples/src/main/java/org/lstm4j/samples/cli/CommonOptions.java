package org.lstm4j.samples.cli;

import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine.Option;

/** The options that every experiment has. What is not given is left to the experiment. */
public final class CommonOptions {
  @Option(
      names = "--backend",
      paramLabel = "auto|scalar|simd",
      converter = Converters.Backend.class,
      description = "which kernels compute (default: auto)")
  private BackendChoice backend = BackendChoice.AUTO;

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

  @Option(names = "--quiet", description = "show no progress, only the result")
  private boolean quiet;

  /** Starts with nothing given. */
  public CommonOptions() {}

  /**
   * Tells which kernels compute.
   *
   * @return {@link BackendChoice#AUTO} if not given
   */
  public BackendChoice backend() {
    return backend;
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
   * Tells whether progress is unwanted.
   *
   * @return true with {@code --quiet}
   */
  public boolean quiet() {
    return quiet;
  }
}
