package org.lstm4j.jmh.suite;

import java.util.List;
import java.util.Map;

/** Results as Markdown. Figures are those of the median fork; every fork is in the last table. */
final class Page {
  private final Results results;
  private final LayerTables layers;
  private final KernelTables kernels;

  /**
   * A page of results.
   *
   * @param results the results
   */
  Page(Results results) {
    this.results = results;
    this.layers = new LayerTables(results);
    this.kernels = new KernelTables(results);
  }

  /**
   * The whole page.
   *
   * @param facts what the results depend on
   * @param charts titles of the charts by file name
   * @return Markdown
   */
  String markdown(Map<String, String> facts, Map<String, String> charts) {
    StringBuilder page = new StringBuilder("# Benchmarks\n\n");
    page.append(
        """
        Made by `./lstm4j bench`. Times are those of the median fork; forks of all rows alternate in rounds. A last
        column says how many times as long the best peer takes: above 1 we are faster.

        """);
    facts.forEach((name, fact) -> page.append("* %s: %s\n".formatted(name, fact)));
    page.append("\n## Limits of one thread\n\n").append(kernels.limits());
    page.append("\n## Against the peers\n\n").append(headline());
    chart(Charts.TRAINING, charts, page);
    page.append("\n## Scalar, SIMD, and two threads\n\n").append(layers.ourselves());
    chart(Charts.THREADS, charts, page);
    page.append("\n## Vector widths\n\n").append(layers.widths());
    page.append("\n## Growing sizes\n\nOne thread; in brackets the share of the ceiling.\n");
    for (Growth growth : Growth.all()) {
      String table = layers.growth(growth);
      if (!table.isEmpty()) {
        page.append("\n### %s\n\n%s".formatted(growth.title(), table));
      }
    }
    chart(Charts.FORWARD_ONE, charts, page);
    chart(Charts.FORWARD_BATCH, charts, page);
    page.append("\n## Products\n\n");
    page.append(
        """
        GFLOP/s on one thread; in brackets the share of the ceiling. B is packed beforehand where an engine can.

        """);
    page.append(kernels.products());
    chart(Charts.PRODUCTS, charts, page);
    page.append("\n## Other operations\n\n");
    page.append(
        """
        On one thread; `jdk` are the Vector API's own functions. In brackets the shares of the bandwidth and of the
        ceiling. Above 100 %, or above the slope of the roofline, the data lie in a cache. An element of the recurrence
        is a unit at a step, its product with the recurrent weights included.

        """);
    page.append(kernels.operations());
    chart(Charts.ROOFLINE, charts, page);
    page.append(ExperimentRows.section(results));
    page.append("\n## All forks\n\n").append(forks());
    return page.toString();
  }

  private static void chart(String name, Map<String, String> charts, StringBuilder page) {
    if (charts.containsKey(name)) {
      page.append("\n![%s](%s.svg)\n".formatted(charts.get(name), name));
    }
  }

  /** {@return the table of whole LSTM layers, ours beside every peer} */
  String headline() {
    return layers.headline();
  }

  private String forks() {
    Table table = new Table(List.of("", "median", "fastest fork", "slowest fork", "forks"));
    for (Measurement each : results.all()) {
      table.add(
          List.of(
              each.row().toString(),
              Figures.time(each.median()),
              Figures.time(each.best()),
              Figures.time(each.worst()),
              Integer.toString(each.forks().length)));
    }
    return table.toString();
  }
}
