package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lstm4j.jmh.engine.GemmProblem;
import org.lstm4j.jmh.kernel.FmaCeiling;
import org.lstm4j.kernel.Backends;

/** Results as Markdown. Figures are those of the median fork; every fork is in the last table. */
final class Page {
  private final List<Measurement> measurements;
  private final Map<Row, Measurement> byRow;

  /**
   * A page of results.
   *
   * @param measurements the results
   */
  Page(List<Measurement> measurements) {
    this.measurements = measurements;
    this.byRow =
        measurements.stream().collect(Collectors.toMap(Measurement::row, Function.identity()));
  }

  /**
   * The whole page.
   *
   * @param facts what the results depend on
   * @param charts file names of charts by title
   * @return Markdown
   */
  String markdown(Map<String, String> facts, Map<String, String> charts) {
    StringBuilder page = new StringBuilder("# Benchmarks\n\n");
    page.append(
        "Made by `./lstm4j bench`. Times are those of the median fork; forks of all rows alternate"
            + " in rounds. The last\ncolumn says how many times as long the best peer takes: above 1"
            + " we are faster.\n\n");
    facts.forEach((name, fact) -> page.append("* %s: %s\n".formatted(name, fact)));
    page.append("\n## Against the peers\n\n").append(headline());
    page.append("\n## Products\n\n");
    page.append(
        "GFLOP/s on one thread; in brackets the share of the ceiling, multiply-adds that never"
            + " leave their registers"
            + ceilingNote()
            + ". B is packed beforehand where an engine can.\n\n");
    page.append(products());
    page.append("\n## Scalar, SIMD, and two threads\n\n").append(ourselves());
    page.append(ExperimentRows.section(measurements));
    charts.forEach((title, file) -> page.append("\n![%s](%s)\n".formatted(title, file)));
    page.append("\n## All forks\n\n").append(forks());
    return page.toString();
  }

  /** {@return the table of whole LSTM layers, ours beside every peer} */
  String headline() {
    List<String> peers =
        engines("TrainingStep", "ForwardPass", "StreamingStep").stream()
            .filter(engine -> !engine.equals(Backends.SIMD) && !engine.equals(Backends.SCALAR))
            .toList();
    List<String> head = new ArrayList<>(List.of("one thread", "lstm4j"));
    head.addAll(peers);
    head.add("best peer ÷ lstm4j");
    Table table = new Table(head);
    for (Measurement ours : ours("TrainingStep", "ForwardPass", "StreamingStep")) {
      List<String> cells = new ArrayList<>(List.of(work(ours.row()), time(ours.median())));
      double best = Double.POSITIVE_INFINITY;
      for (String peer : peers) {
        Measurement theirs = byRow.get(with(ours.row(), "engine", peer));
        cells.add(theirs == null ? "–" : time(theirs.median()));
        best = theirs == null ? best : Math.min(best, theirs.median());
      }
      cells.add(Double.isInfinite(best) ? "–" : ratio(best / ours.median()));
      table.add(cells);
    }
    return table.toString();
  }

  private String products() {
    List<String> engines = engines("Gemm");
    List<String> head = new ArrayList<>(List.of("m × n × k"));
    head.addAll(engines);
    head.add("best peer ÷ lstm4j");
    Table table = new Table(head);
    for (Measurement ours : ours("Gemm")) {
      double flops = new GemmProblem(ours.row().get("size")).flops();
      List<String> cells = new ArrayList<>(List.of(ours.row().get("size").replace("x", " × ")));
      double best = Double.POSITIVE_INFINITY;
      for (String engine : engines) {
        Measurement measured = byRow.get(with(ours.row(), "engine", engine));
        cells.add(measured == null ? "–" : speed(flops / measured.median()));
        if (measured != null && !engine.equals(Backends.SIMD)) {
          best = Math.min(best, measured.median());
        }
      }
      cells.add(Double.isInfinite(best) ? "–" : ratio(best / ours.median()));
      table.add(cells);
    }
    return table.toString();
  }

  private String ourselves() {
    Table table =
        new Table(
            List.of("", "simd", "simd, 2 threads", "1 thread ÷ 2", "scalar", "scalar ÷ simd"));
    for (Measurement one : ours("TrainingStep", "ForwardPass", "StreamingStep")) {
      Measurement two = byRow.get(with(one.row(), "threads", "2"));
      Measurement scalar = byRow.get(with(one.row(), "engine", Backends.SCALAR));
      if (two != null || scalar != null) {
        table.add(
            List.of(
                work(one.row()),
                time(one.median()),
                two == null ? "–" : time(two.median()),
                two == null ? "–" : ratio(one.median() / two.median()),
                scalar == null ? "–" : time(scalar.median()),
                scalar == null ? "–" : ratio(scalar.median() / one.median())));
      }
    }
    return table.toString();
  }

  private String forks() {
    Table table = new Table(List.of("", "median", "fastest fork", "slowest fork", "forks"));
    for (Measurement each : measurements) {
      table.add(
          List.of(
              each.row().toString(),
              time(each.median()),
              time(each.best()),
              time(each.worst()),
              Integer.toString(each.forks().length)));
    }
    return table.toString();
  }

  /** Our own rows on one thread, of some topics. */
  private List<Measurement> ours(String... topics) {
    return measurements.stream()
        .filter(each -> List.of(topics).contains(each.row().topic()))
        .filter(each -> each.row().get("engine").equals(Backends.SIMD))
        .filter(each -> !each.row().get("threads").equals("2"))
        .toList();
  }

  private List<String> engines(String... topics) {
    Set<String> engines = new LinkedHashSet<>();
    for (Measurement each : measurements) {
      if (List.of(topics).contains(each.row().topic())) {
        engines.add(each.row().get("engine"));
      }
    }
    return List.copyOf(engines);
  }

  private static Row with(Row row, String parameter, String value) {
    Map<String, String> changed = new LinkedHashMap<>(row.parameters());
    changed.put(parameter, value);
    return new Row(row.benchmark(), changed);
  }

  private double ceiling() {
    return measurements.stream()
        .filter(each -> each.row().topic().equals(FmaCeiling.class.getSimpleName()))
        .mapToDouble(each -> FmaCeiling.FLOPS / each.median())
        .findFirst()
        .orElse(Double.NaN);
  }

  private String ceilingNote() {
    return Double.isNaN(ceiling()) ? "" : ": %.0f GFLOP/s".formatted(ceiling());
  }

  private String speed(double gigaflops) {
    double share = 100 * gigaflops / ceiling();
    return Double.isNaN(share)
        ? "%.1f".formatted(gigaflops)
        : "%.1f (%.0f %%)".formatted(gigaflops, share);
  }

  private static String work(Row row) {
    String what =
        switch (row.topic()) {
          case "TrainingStep" -> "training step";
          case "ForwardPass" -> "forward pass";
          case "StreamingStep" -> "streaming step";
          default -> row.topic();
        };
    return what + ", " + row.get("shape").replace("-", " ");
  }

  /** {@return a time with three digits and its unit} */
  static String time(double nanoseconds) {
    if (nanoseconds < 1e3) {
      return digits(nanoseconds) + " ns";
    }
    return nanoseconds < 1e6
        ? digits(nanoseconds / 1e3) + " µs"
        : digits(nanoseconds / 1e6) + " ms";
  }

  private static String digits(double value) {
    String form = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, form, value);
  }

  /** {@return a ratio with three digits} */
  static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.1f", ratio);
  }
}
