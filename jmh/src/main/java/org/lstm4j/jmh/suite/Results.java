package org.lstm4j.jmh.suite;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.kernel.FmaCeiling;

/** The results of a run, and what they are held against. */
final class Results {
  /** Forks of one row disagree if the slowest takes longer than this many times the fastest. */
  static final double DISAGREE = 1.5;

  private final List<Measurement> measurements;
  private final Map<Row, Measurement> byRow;
  private final Set<String> unlimited;
  private final int lanes;

  /**
   * Takes the results of a run without limits.
   *
   * @param measurements its rows in their order
   * @param lanes floats of a vector on the machine of the run, or 0 if that is unknown
   */
  Results(List<Measurement> measurements, int lanes) {
    this(measurements, Set.of(), lanes);
  }

  /**
   * Takes the results of a run.
   *
   * @param measurements its rows in their order
   * @param unlimited engines that did not take the limit of the run: never the best peer
   * @param lanes floats of a vector on the machine of the run, which need not be this one; 0 if
   *     that is unknown
   */
  Results(List<Measurement> measurements, Set<String> unlimited, int lanes) {
    this.lanes = lanes;
    this.measurements = List.copyOf(measurements);
    this.byRow =
        measurements.stream().collect(Collectors.toMap(Measurement::row, Function.identity()));
    this.unlimited = Set.copyOf(unlimited);
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

  /** {@return the time of a row with its unit, marked if its forks disagree; a dash without one} */
  String shown(Row row) {
    Measurement measurement = byRow.get(row);
    String mark = measurement != null && measurement.spread() > DISAGREE ? "~ " : "";
    return mark + Figures.time(time(row));
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

  /** {@return the rows of the headline that were measured, in its order} */
  List<Row> headline() {
    return Headline.ours().stream().filter(byRow::containsKey).toList();
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

  /** {@return whether an engine ran with more than the others were limited to} */
  boolean unlimited(String engine) {
    return unlimited.contains(engine);
  }

  /** {@return the fastest of some engines at one of our rows, as its own row; none if none ran} */
  Stream<Row> best(Row ours, List<String> peers) {
    return peers.stream()
        .filter(peer -> !unlimited(peer))
        .map(peer -> ours.with("engine", peer))
        .filter(byRow::containsKey)
        .min(Comparator.comparingDouble(this::time))
        .stream();
  }

  /** {@return how many times as long as we the fastest of some engines takes; NaN if none ran} */
  double bestRatio(Row ours, List<String> peers) {
    return best(ours, peers).mapToDouble(this::time).findFirst().orElse(Double.NaN) / time(ours);
  }

  /** {@return what multiply-adds in registers reach, in GFLOP/s; NaN if it was not measured} */
  double ceiling() {
    return lanes == 0 ? Double.NaN : FmaCeiling.FLOPS_PER_LANE * lanes / time(Rows.ceiling());
  }

  /** {@return what one thread moves from memory, or from and to memory, in GB/s, or NaN} */
  double bandwidth(boolean writes) {
    return bandwidth(Rows.bandwidth(writes ? "update" : "read"));
  }

  private double bandwidth(Row row) {
    return Work.of(row).bytes() / time(row);
  }

  /** {@return the arrays on which bandwidth was measured, by their bytes} */
  List<Double> arrays() {
    return measurements.stream()
        .map(Measurement::row)
        .filter(Work::isBandwidth)
        .map(row -> Work.of(row).read())
        .distinct()
        .sorted()
        .toList();
  }

  /** {@return the most that one thread moves between registers and an array of so many bytes} */
  double bandwidth(double bytes) {
    return measurements.stream()
        .map(Measurement::row)
        .filter(row -> Work.isBandwidth(row) && Work.of(row).read() == bytes)
        .mapToDouble(this::bandwidth)
        .max()
        .orElse(Double.NaN);
  }

  /** {@return the bytes of the largest measured array that is no larger than the data of work} */
  OptionalDouble array(Work work) {
    double data = Math.max(work.read(), work.written());
    return arrays().stream().mapToDouble(array -> array).filter(array -> array <= data).max();
  }

  /** {@return the bandwidth that some work cannot exceed; NaN if none was measured for it} */
  double bandwidth(Work work) {
    OptionalDouble array = array(work);
    return array.isPresent() ? bandwidth(array.getAsDouble()) : Double.NaN;
  }

  /** {@return GFLOP/s of a row} */
  double speed(Row row) {
    return Work.of(row).flops() / time(row);
  }
}
