package org.lstm4j.jmh.suite;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lstm4j.kernel.Backends;

/** The results of a run, and what they are held against. */
final class Results {
  private final List<Measurement> measurements;
  private final Map<Row, Measurement> byRow;

  /**
   * Takes the results of a run.
   *
   * @param measurements its rows in their order
   */
  Results(List<Measurement> measurements) {
    this.measurements = List.copyOf(measurements);
    this.byRow =
        measurements.stream().collect(Collectors.toMap(Measurement::row, Function.identity()));
  }

  /** {@return all rows} */
  List<Measurement> all() {
    return measurements;
  }

  /** {@return the median time of a row in nanoseconds, or NaN if it was not measured} */
  double time(Row row) {
    Measurement measurement = byRow.get(row);
    return measurement == null ? Double.NaN : measurement.median();
  }

  /** {@return our own rows on one thread, at the machine's own width, of some topics} */
  List<Row> ours(String... topics) {
    return measurements.stream()
        .map(Measurement::row)
        .filter(row -> List.of(topics).contains(row.topic()))
        .filter(row -> row.get("engine").equals(Backends.SIMD))
        .filter(row -> !row.get("threads").equals("2"))
        .filter(row -> row.bits() == 0)
        .toList();
  }

  /** {@return everybody else who ran one of the rows, in the order of the run} */
  List<String> peers(List<Row> ours) {
    Set<String> peers = new LinkedHashSet<>();
    for (Measurement each : measurements) {
      Row row = each.row();
      boolean compared =
          !row.get("engine").isEmpty() && ours.contains(row.with("engine", Backends.SIMD));
      if (compared && !Grid.OURS.contains(row.get("engine"))) {
        peers.add(row.get("engine"));
      }
    }
    return List.copyOf(peers);
  }

  /** {@return how many times as long as we the fastest of some engines takes; NaN if none ran} */
  double best(Row ours, List<String> peers) {
    return peers.stream()
            .mapToDouble(peer -> time(ours.with("engine", peer)))
            .filter(time -> !Double.isNaN(time))
            .min()
            .orElse(Double.NaN)
        / time(ours);
  }

  /** {@return what multiply-adds in registers reach, in GFLOP/s; NaN if it was not measured} */
  double ceiling() {
    return speed(Rows.ceiling());
  }

  /** {@return what one thread moves from memory, or from and to memory, in GB/s, or NaN} */
  double bandwidth(boolean writes) {
    Row row = Rows.bandwidth(writes ? "update" : "read");
    return Work.of(row).bytes() / time(row);
  }

  /** {@return GFLOP/s of a row} */
  double speed(Row row) {
    return Work.of(row).flops() / time(row);
  }
}
