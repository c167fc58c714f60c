package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.kernel.MemoryBandwidth;

/** The tables of single operations. */
final class KernelTables {
  private static final String[] KERNELS = {
    "Packing", "Activations", "GateSteps", "OptimizerStep", "Norms"
  };

  private final Results results;

  KernelTables(Results results) {
    this.results = results;
  }

  /** {@return what everything is held against, in sentences; nothing if it was not measured} */
  String limits() {
    StringBuilder text = new StringBuilder();
    if (!Double.isNaN(results.ceiling())) {
      text.append(
          "Multiply-adds that never leave their registers: %s GFLOP/s.\n"
              .formatted(Figures.digits(results.ceiling())));
    }
    Table table = new Table(List.of("an array of", "GB/s, read", "GB/s, updated in place"));
    for (double bytes : results.arrays()) {
      String size = Integer.toString((int) bytes / Float.BYTES);
      boolean memory = bytes == (double) MemoryBandwidth.LENGTH * Float.BYTES;
      table.add(
          List.of(
              Figures.bytes(bytes),
              speed(memory ? Rows.bandwidth("read") : Rows.cacheBandwidth("read", size)),
              speed(memory ? Rows.bandwidth("update") : Rows.cacheBandwidth("update", size))));
    }
    return text + (table.isEmpty() ? "" : "\n" + table);
  }

  private String speed(Row row) {
    return Figures.digits(Work.of(row).bytes() / results.time(row));
  }

  /** {@return products, ours beside every peer, in GFLOP/s} */
  String products() {
    List<Row> ours = results.ours("Gemm");
    List<String> peers = results.peers(ours);
    Table table = new Table(PeerColumns.head(results, peers, "m × n × k", "lstm4j"));
    for (Row row : ours) {
      List<String> cells = new ArrayList<>(List.of(size(row)));
      cells.add(Figures.share(results.speed(row), results.ceiling()));
      for (String peer : peers) {
        cells.add(Figures.share(results.speed(row.with("engine", peer)), results.ceiling()));
      }
      table.add(PeerColumns.ended(results, row, peers, cells));
    }
    return table.toString();
  }

  /** {@return for example {@code 64 × 2048 × 512}} */
  static String size(Row row) {
    return row.get("size").replace("x", " × ");
  }

  /** {@return the other operations, in nanoseconds an element} */
  String operations() {
    Table table = new Table(List.of("ns an element", "lstm4j", "jdk", "scalar", "GB/s", "GFLOP/s"));
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
                  : Figures.share(work.bytes() / time, results.bandwidth(work)),
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
