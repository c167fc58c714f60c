package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.kernel.Backends;

/** The tables of single operations. */
final class KernelTables {
  private static final String[] KERNELS = {
    "Packing", "Activations", "GateSteps", "OptimizerStep", "Norms"
  };

  private final Results results;

  KernelTables(Results results) {
    this.results = results;
  }

  /** {@return what everything is held against, in a sentence} */
  String limits() {
    return "Multiply-adds that never leave their registers: %s GFLOP/s. Reading 256 MiB: %s GB/s;"
            .formatted(Figures.digits(results.ceiling()), Figures.digits(results.bandwidth(false)))
        + "\nupdating them in place: %s GB/s.\n".formatted(Figures.digits(results.bandwidth(true)));
  }

  /** {@return products, ours beside every peer, in GFLOP/s} */
  String products() {
    List<Row> ours = results.ours("Gemm");
    List<String> peers = results.peers(ours);
    List<String> head = new ArrayList<>(List.of("m × n × k", "lstm4j"));
    head.addAll(peers);
    head.add("best peer ÷ lstm4j");
    Table table = new Table(head);
    for (Row row : ours) {
      List<String> cells = new ArrayList<>(List.of(row.get("size").replace("x", " × ")));
      cells.add(Figures.share(results.speed(row), results.ceiling()));
      for (String peer : peers) {
        cells.add(Figures.share(results.speed(row.with("engine", peer)), results.ceiling()));
      }
      cells.add(Figures.ratio(results.best(row, peers)));
      table.add(cells);
    }
    return table.toString();
  }

  /** {@return the other operations, in nanoseconds an element} */
  String operations() {
    Table table =
        new Table(List.of("ns an element", "simd", "jdk", "scalar", "simd GB/s", "simd GFLOP/s"));
    for (Row row : results.ours(KERNELS)) {
      Work work = Work.of(row);
      double time = results.time(row);
      table.add(
          List.of(
              name(row),
              Figures.digits(time / work.elements()),
              Figures.digits(results.time(row.with("engine", "jdk")) / work.elements()),
              Figures.digits(results.time(row.with("engine", Backends.SCALAR)) / work.elements()),
              work.bytes() == 0
                  ? Figures.NONE
                  : Figures.share(work.bytes() / time, results.bandwidth(work.written() > 0)),
              work.flops() == 0
                  ? Figures.NONE
                  : Figures.share(work.flops() / time, results.ceiling())));
    }
    return table.toString();
  }

  private static String name(Row row) {
    String size = row.get("size").isEmpty() ? row.get("shape") : row.get("size");
    String text = "%s %s".formatted(row.method(), size.replace("-", " ").replace("x", " × "));
    return row.topic().equals("GateSteps") ? "recurrence " + text.strip() : text.strip();
  }
}
