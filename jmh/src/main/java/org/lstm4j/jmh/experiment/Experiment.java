package org.lstm4j.jmh.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.lstm4j.samples.cli.Shell;
import org.lstm4j.samples.cli.Streams;
import org.lstm4j.samples.experiments.CharsCommand;
import org.lstm4j.samples.experiments.EtfCommand;
import org.lstm4j.samples.experiments.SineCommand;
import org.lstm4j.samples.experiments.StockCommand;
import org.lstm4j.samples.experiments.TrendCommand;
import org.lstm4j.samples.report.Metrics;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import picocli.CommandLine.Command;

/**
 * A whole run of an experiment in a fresh process: the command as it is typed, its report in a
 * folder that is deleted afterwards, its output discarded. There is no warm-up, so compiling is
 * part of it; only the start of the process is not. Prices are generated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(jvmArgsPrepend = "-XX:+UseSerialGC") // as the launcher starts it
public class Experiment {
  /** Which backend computes: {@code simd} or {@code scalar}. */
  @Param("simd")
  public String engine;

  /** The experiment. */
  @Param({"sine", "stock", "etf", "chars", "trend"})
  public String experiment;

  /** Epochs to train at most, or {@code default} for as many as the experiment has. */
  @Param("default")
  public String mostEpochs;

  private Path folder;

  /** What the run reports of itself. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Report {
    /** Epochs that were trained. */
    public long trainedEpochs;

    /** Seconds of training: without data, charts and files. */
    public double trainingSeconds;

    /** Made by JMH. */
    public Report() {}
  }

  /** The command whose sub-commands are the experiments. */
  @Command(name = "lstm4j")
  private static final class Root {}

  /**
   * Makes the folder.
   *
   * @throws IOException if that fails
   */
  @Setup(Level.Trial)
  public void setUp() throws IOException {
    folder = Files.createTempDirectory("lstm4j-experiment");
  }

  /**
   * Deletes the folder.
   *
   * @throws IOException if that fails
   */
  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Runs the experiment.
   *
   * @param report receives what the run says of itself
   * @return the hash of the trained weights
   * @throws IOException if the report of the run cannot be read
   */
  @Benchmark
  public String run(Report report) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(experiment, "--backend", engine, "--quiet", "--out", folder.toString()));
    if (!mostEpochs.equals("default")) {
      command.addAll(List.of("--epochs", mostEpochs));
    }
    ByteArrayOutputStream complaint = new ByteArrayOutputStream();
    int code = shell(complaint).run(command.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException(complaint.toString(StandardCharsets.UTF_8).strip());
    }
    JsonNode metrics =
        new ObjectMapper().readTree(Files.readAllBytes(folder.resolve(Metrics.FILE_NAME)));
    report.trainedEpochs = metrics.path("epochs").asLong();
    report.trainingSeconds = metrics.path("trainSeconds").asDouble();
    return metrics.path("weightsSha256").asText();
  }

  private static Shell shell(OutputStream complaint) {
    return new Shell(
        new Root(),
        List.of(
            new SineCommand(),
            new StockCommand(),
            new EtfCommand(),
            new CharsCommand(),
            new TrendCommand()),
        new Streams(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(complaint, true, StandardCharsets.UTF_8)));
  }
}
