package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The kinds of machine side by side: the table of README.md, and the page above theirs. */
final class KindsPage {
  private static final int NARROW = 256;

  private final List<Kind> kinds;
  private final List<Kind> measured;
  private final Map<String, Map<String, String>> others;

  /**
   * A page of several kinds.
   *
   * @param kinds all of them, at least one measured
   * @param others folders of other machines, with the facts of their runs
   */
  KindsPage(List<Kind> kinds, Map<String, Map<String, String>> others) {
    this.others = others;
    this.kinds = List.copyOf(kinds);
    this.measured = kinds.stream().filter(Kind::measured).toList();
  }

  /** {@return the table with what its figures stand for, in Markdown without links} */
  String headline() {
    StringBuilder text = new StringBuilder(table());
    text.append('\n');
    kinds.forEach(kind -> text.append("* %s.\n".formatted(kind.origin(kinds))));
    measured.forEach(kind -> text.append(narrow(kind)));
    text.append(
        "* Bold: the best peer is faster. ~ marks figures whose slowest fork took more than %s times as long as the fastest.\n"
            .formatted(Results.DISAGREE));
    if (measured.stream().anyMatch(kind -> !Environment.unlimited(kind.facts()).isEmpty())) {
      text.append(
          "* ONNX Runtime takes no limit and does not count where the others are limited.\n");
    }
    return text.toString();
  }

  /** {@return the page} */
  String markdown() {
    StringBuilder page = new StringBuilder("# Benchmarks\n\n");
    page.append(
        """
        Made by `./lstm4j bench`, published by `./lstm4j bench publish`. One thread; the median fork; the best peer is
        the fastest that was measured, and the ratio is above 1 where lstm4j is faster.

        """);
    measured.forEach(kind ->
        page.append("* [All rows of %s](%s/README.md)\n".formatted(kind.set(), kind.set().id())));
    others.forEach((folder, facts) ->
        page.append(
            "* [Another machine: %s, %s](%s/README.md)\n"
                .formatted(facts.get("processor"), facts.get("instruction set"), folder)));
    return page.append('\n').append(headline()).toString();
  }

  private String table() {
    List<String> head = new ArrayList<>(List.of("one thread"));
    for (Kind kind : measured) {
      head.add("lstm4j, " + kind.set());
      head.add("best peer");
      head.add(PeerColumns.RATIO);
    }
    Table table = new Table(head);
    for (Row row : Headline.ours()) {
      if (measured.stream().anyMatch(kind -> !Double.isNaN(kind.results().time(row)))) {
        List<String> cells = new ArrayList<>(List.of(name(row)));
        measured.forEach(kind -> cells.addAll(cells(kind.results(), row)));
        table.add(cells);
      }
    }
    return table.toString();
  }

  private static String name(Row row) {
    return row.topic().equals("Gemm")
        ? "product, " + KernelTables.size(row)
        : LayerTables.name(row);
  }

  private static List<String> cells(Results results, Row row) {
    List<String> peers = results.peers(List.of(row));
    double ratio = results.bestRatio(row, peers);
    String digits = Figures.ratio(ratio);
    return List.of(
        results.shown(row),
        results
            .best(row, peers)
            .findFirst()
            .map(best -> "%s %s".formatted(Names.of(best.get("engine")), results.shown(best)))
            .orElse(Figures.NONE),
        ratio < 1 ? "**" + digits + "**" : digits);
  }

  /** How much slower narrower vectors are on the same machine. */
  private static String narrow(Kind kind) {
    Results results = kind.results();
    double[] ratios =
        results.ours("TrainingStep", "ForwardPass").stream()
            .flatMapToDouble(
                row -> DoubleStream.of(results.time(row.withBits(NARROW)) / results.time(row)))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return ratios.length == 0
        ? ""
        : "* Vectors of %d bits on the machine with %s, all else equal: %s to %s times as long.\n"
            .formatted(
                NARROW,
                kind.set(),
                Figures.digits(ratios[0]),
                Figures.digits(ratios[ratios.length - 1]));
  }
}
