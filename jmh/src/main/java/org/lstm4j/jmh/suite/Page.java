package org.lstm4j.jmh.suite;

import java.util.List;
import java.util.Locale;
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
   * @param flags what makes them doubtful
   * @param charts titles of the charts by file name
   * @return Markdown
   */
  String markdown(Map<String, String> facts, List<String> flags, Map<String, String> charts) {
    StringBuilder page = new StringBuilder("# Benchmarks");
    String set = facts.get("instruction set");
    page.append(set == null ? "\n\n" : ": %s\n\n".formatted(set));
    page.append(
        """
        Made by `./lstm4j bench`. Times are those of the median fork; forks of all rows alternate in rounds. ~ marks
        figures whose forks disagree. A last column says how many times as long the best peer takes: above 1 we are
        faster.

        """);
    page.append(Environment.list(facts));
    if (!flags.isEmpty()) {
      page.append("\n## Read this first\n\n");
      flags.forEach(flag -> page.append("* **").append(flag).append("**\n"));
    }
    section("Limits of one thread", "", kernels.limits(), page);
    String headline = layers.hasPeers() ? "Against the peers" : "Everyday work";
    section(headline, "", layers.headline(), page);
    chart(Charts.TRAINING, charts, page);
    section("Scalar reference, and two threads", "", layers.ourselves(), page);
    chart(Charts.THREADS, charts, page);
    section("Weights in two bytes", "", layers.rounded(), page);
    section("Vector widths", "", layers.widths(), page);
    growth(charts, page);
    section(
        "Products",
        """
        GFLOP/s on one thread; in brackets the share of the ceiling. B is packed beforehand where an engine can.

        """,
        kernels.products(),
        page);
    chart(Charts.PRODUCTS, charts, page);
    section(
        "Other operations",
        """
        On one thread; `jdk` are the Vector API's own functions. In brackets the share of the bandwidth of the largest
        array above that is no larger than the data, and the share of the ceiling. An element of the recurrence is a
        unit at a step, its product with the recurrent weights included.

        """,
        kernels.operations(),
        page);
    chart(Charts.ROOFLINE, charts, page);
    page.append(ExperimentRows.section(results));
    section("All forks", "", forks(), page);
    return page.toString();
  }

  /** Adds a section, if it holds anything. */
  private static void section(String title, String about, String content, StringBuilder page) {
    if (!content.isEmpty()) {
      page.append("\n## ").append(title).append("\n\n").append(about).append(content);
    }
  }

  private void growth(Map<String, String> charts, StringBuilder page) {
    StringBuilder tables = new StringBuilder();
    for (Growth growth : Growth.all()) {
      String table = layers.growth(growth);
      if (!table.isEmpty()) {
        tables.append("### %s\n\n%s\n".formatted(growth.title(), table));
      }
    }
    section(
        "Growing sizes",
        "One thread; in brackets the share of the ceiling.\n\n",
        tables.toString().stripTrailing() + (tables.isEmpty() ? "" : "\n"),
        page);
    chart(Charts.FORWARD_ONE, charts, page);
    chart(Charts.FORWARD_BATCH, charts, page);
  }

  private static void chart(String name, Map<String, String> charts, StringBuilder page) {
    if (charts.containsKey(name)) {
      page.append("\n![%s](%s.svg)\n".formatted(charts.get(name), name));
    }
  }

  private String forks() {
    Table table =
        new Table(
            List.of("", "median", "fastest fork", "slowest fork", "slowest ÷ fastest", "forks"));
    for (Measurement each : results.all()) {
      table.add(
          List.of(
              each.row().toString(),
              Figures.time(each.median()),
              Figures.time(each.best()),
              Figures.time(each.worst()),
              spread(each),
              Integer.toString(each.forks().length)));
    }
    return table.toString();
  }

  private static String spread(Measurement measured) {
    String ratio = String.format(Locale.ROOT, "%.2f", measured.spread());
    return measured.spread() > Results.DISAGREE ? "**" + ratio + "**" : ratio;
  }
}
