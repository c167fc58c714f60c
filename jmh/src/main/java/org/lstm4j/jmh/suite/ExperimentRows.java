package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.experiment.Experiment;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * The rows of the five experiments. A fork is one cold run, which may take a minute on the scalar
 * reference, so they have fewer forks than others.
 */
final class ExperimentRows {
  private static final String TOPIC = Experiment.class.getSimpleName();
  private static final String EPOCHS = "trainedEpochs";
  private static final String SECONDS = "trainingSeconds";
  private static final double NANOS = 1e9;
  private static final int FORKS = 3;

  private ExperimentRows() {}

  /** {@return every experiment on both backends} */
  static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    for (String name : Grid.values(Experiment.class, "experiment")) {
      for (String engine : List.of(Backends.SIMD, Backends.SCALAR)) {
        rows.add(row(name, engine));
      }
    }
    return rows;
  }

  private static Row row(String name, String engine) {
    return Row.of(
        Experiment.class, "run", "engine", engine, "experiment", name, "mostEpochs", "default");
  }

  /** {@return whether a row is one of them} */
  static boolean has(Row row) {
    return row.topic().equals(TOPIC);
  }

  /** {@return after how many rounds a row of theirs has enough forks} */
  static int mostForks(Row row) {
    return row.get("engine").equals(Backends.SCALAR) ? 1 : FORKS;
  }

  /**
   * Makes each fork one run without warm-up, if the row is an experiment.
   *
   * @param row what is about to run
   * @param options the options of its benchmark
   */
  static void adjust(Row row, ChainedOptionsBuilder options) {
    if (has(row)) {
      options.warmupIterations(0).measurementIterations(1);
    }
  }

  /**
   * The table of the experiments.
   *
   * @param results all results
   * @return a section in Markdown; empty if no experiment was run
   */
  static String section(Results results) {
    Table table =
        new Table(
            List.of("run", "epochs", "simd", "per epoch", "scalar", "per epoch", "scalar ÷ simd"));
    boolean any = false;
    for (String name : Grid.values(Experiment.class, "experiment")) {
      Optional<Measurement> simd = find(results, row(name, Backends.SIMD));
      Optional<Measurement> scalar = find(results, row(name, Backends.SCALAR));
      Optional<Measurement> either = simd.or(() -> scalar);
      if (either.isPresent()) {
        any = true;
        table.add(
            List.of(
                name,
                "%.0f".formatted(either.get().counters().get(EPOCHS)),
                simd.map(ExperimentRows::run).orElse("–"),
                simd.map(ExperimentRows::epoch).orElse("–"),
                scalar.map(ExperimentRows::run).orElse("–"),
                scalar.map(ExperimentRows::epoch).orElse("–"),
                simd.flatMap(ours ->
                        scalar.map(theirs -> Figures.ratio(theirs.median() / ours.median())))
                    .orElse("–")));
      }
    }
    return any
        ? """

        ## The five experiments

        Seconds of a whole run in a fresh process, cold, with charts and files; then those of its \
        training alone, by epoch.

        """
            + table
        : "";
  }

  private static Optional<Measurement> find(Results results, Row row) {
    return results.all().stream().filter(each -> each.row().equals(row)).findFirst();
  }

  private static String run(Measurement measured) {
    return String.format(Locale.ROOT, "%.1f s", measured.median() / NANOS);
  }

  private static String epoch(Measurement measured) {
    return Figures.time(NANOS * measured.counters().get(SECONDS) / measured.counters().get(EPOCHS));
  }
}
