package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lstm4j.jmh.profile.Profile;
import org.lstm4j.simd.Lanes;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs rows in rounds: each round is one fork of every row, so that what the machine does meanwhile
 * hits all rows alike. C2 needs some seconds until it has compiled the vector code, which the
 * warm-up gives it; native code needs one call.
 */
final class Suite {
  private static final int WARMUP_ITERATIONS = 4;
  private static final int MEASURED_ITERATIONS = 3;

  /** JMH reads field offsets in a way that Java warns of. The suite's own arguments follow. */
  static final String JMH_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /**
   * JMH then hands the class path to its forks in a jar: ONNX Runtime 1.29 crashes a process with a
   * command line of some 8 KB.
   */
  private static final String SHORT_COMMAND_LINE = "jmh.separateClasspathJAR";

  /** Forces a vector width. */
  static final String BITS = "-D" + Lanes.PROPERTY + "=";

  private static final double NATIVE_WARMUP_SECONDS = 0.5;

  /** A fork's start, its data and its end. */
  private static final double START_SECONDS = 1.5;

  /** The same for native peers, which unpack and load libraries. */
  private static final double NATIVE_START_SECONDS = 2.5;

  private final int rounds;
  private final double warmupSeconds;
  private final double measureSeconds;
  private final List<Profile> profiles;
  private final PrintStream out;

  /**
   * Makes a suite.
   *
   * @param rounds forks of every row
   * @param warmupSeconds warm-up of every fork of our own code
   * @param measureSeconds measurement of every fork
   * @param profiles what looks into the forks
   * @param out where progress is told
   */
  Suite(
      int rounds,
      double warmupSeconds,
      double measureSeconds,
      List<Profile> profiles,
      PrintStream out) {
    this.rounds = rounds;
    this.warmupSeconds = warmupSeconds;
    this.measureSeconds = measureSeconds;
    this.profiles = List.copyOf(profiles);
    this.out = out;
  }

  private static TimeValue milliseconds(double seconds) {
    return TimeValue.milliseconds(Math.round(1000 * seconds));
  }

  /** {@return for example {@code 54 rows in 5 rounds, about 21 minutes}} */
  String estimate(List<Row> rows) {
    double seconds = 0;
    for (Row row : rows) {
      double start = Grid.isJava(row) ? START_SECONDS : NATIVE_START_SECONDS;
      int forks = Math.min(rounds, Grid.mostForks(row));
      seconds += forks * (start + warmupSeconds(row) + measureSeconds);
    }
    return "%d rows in %d rounds, about %.0f minutes".formatted(rows.size(), rounds, seconds / 60);
  }

  private double warmupSeconds(Row row) {
    return Grid.isJava(row) ? warmupSeconds : NATIVE_WARMUP_SECONDS;
  }

  /**
   * Runs and writes JMH's JSON after each round.
   *
   * @param rows what to run
   * @param json where the results go; what is there is deleted
   * @param progress is told of each round
   * @throws IOException if they cannot be written
   * @throws RunnerException if a benchmark fails
   */
  void run(List<Row> rows, Path json, Progress progress) throws IOException, RunnerException {
    out.println(estimate(rows));
    Files.deleteIfExists(json); // no results of an older run beside the facts of this one
    progress.done(0);
    System.setProperty(SHORT_COMMAND_LINE, "true");
    Map<Row, List<BenchmarkResult>> results = new LinkedHashMap<>();
    Map<Row, BenchmarkParams> params = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      int at = 0;
      progress.begin();
      for (Row row : rows) {
        at++;
        if (round > Grid.mostForks(row)) {
          continue;
        }
        for (RunResult result : run(row)) {
          for (Profile profile : profiles) {
            profile.forkEnded(row.toString(), result);
          }
          params.put(row, result.getParams());
          results.computeIfAbsent(row, _ -> new ArrayList<>()).addAll(result.getBenchmarkResults());
          out.printf(
              "round %d of %d, %3d of %d  %-60s %12.3f %s%n",
              round,
              rounds,
              at,
              rows.size(),
              row,
              result.getPrimaryResult().getScore(),
              result.getPrimaryResult().getScoreUnit());
        }
      }
      write(results, params, json);
      progress.done(round);
    }
    profiles.forEach(profile -> profile.report(out));
  }

  private Collection<RunResult> run(Row row) throws RunnerException {
    try {
      return new Runner(options(row)).run();
    } catch (RunnerException e) {
      throw new RunnerException("the row '%s' failed: %s".formatted(row, e.getMessage()), e);
    }
  }

  private Options options(Row row) {
    List<String> arguments = new ArrayList<>(List.of(JMH_UNSAFE));
    if (row.bits() != 0) {
      arguments.add(BITS + row.bits());
    }
    profiles.forEach(profile -> arguments.addAll(profile.jvmArguments()));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + row.benchmark().replace(".", "\\.") + "$")
            .forks(1)
            .warmupIterations(WARMUP_ITERATIONS)
            .warmupTime(milliseconds(warmupSeconds(row) / WARMUP_ITERATIONS))
            .measurementIterations(MEASURED_ITERATIONS)
            .measurementTime(milliseconds(measureSeconds / MEASURED_ITERATIONS))
            .jvmArgsAppend(arguments.toArray(String[]::new))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    row.parameters().forEach(options::param);
    ExperimentRows.adjust(row, options);
    profiles.forEach(profile -> profile.addTo(options));
    return options.build();
  }

  private static void write(
      Map<Row, List<BenchmarkResult>> results, Map<Row, BenchmarkParams> params, Path json)
      throws IOException {
    List<RunResult> merged = new ArrayList<>();
    results.forEach((row, forks) -> merged.add(new RunResult(params.get(row), forks)));
    Path whole = Path.of(json + ".new"); // an interrupted run leaves the rounds before
    try (PrintStream file =
        new PrintStream(Files.newOutputStream(whole), false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, file).writeOut(merged);
    }
    Files.move(whole, json, StandardCopyOption.REPLACE_EXISTING);
  }
}
