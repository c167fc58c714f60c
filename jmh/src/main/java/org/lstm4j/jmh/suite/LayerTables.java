package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.engine.Engines;

/** The tables of whole LSTM layers. */
final class LayerTables {
  private static final String[] LAYERS = {"TrainingStep", "ForwardPass", "StreamingStep"};

  private final Results results;

  LayerTables(Results results) {
    this.results = results;
  }

  /** {@return everyday shapes, ours beside every peer that ran} */
  String headline() {
    List<Row> ours =
        results.headline().stream().filter(row -> List.of(LAYERS).contains(row.topic())).toList();
    List<String> peers = results.peers(ours);
    Table table = new Table(PeerColumns.head(results, peers, "one thread", "lstm4j"));
    for (Row row : ours) {
      List<String> cells = new ArrayList<>(List.of(name(row), results.shown(row)));
      peers.forEach(peer -> cells.add(results.shown(row.with("engine", peer))));
      table.add(PeerColumns.ended(results, row, peers, cells));
    }
    return table + PeerColumns.footnote(results, peers);
  }

  /** {@return whether any peer ran a layer} */
  boolean hasPeers() {
    return !results.peers(results.ours(LAYERS)).isEmpty();
  }

  /** {@return ours beside the reference and beside ourselves on two threads} */
  String ourselves() {
    Table table =
        new Table(
            List.of(
                "", "lstm4j", "lstm4j, 2 threads", "1 thread ÷ 2", "scalar", "scalar ÷ lstm4j"));
    for (Row row : results.ours(LAYERS)) {
      double one = results.time(row);
      double two = results.time(row.with("threads", "2"));
      double scalar = results.time(row.with("engine", Backends.SCALAR));
      if (!Double.isNaN(two) || !Double.isNaN(scalar)) {
        table.add(
            List.of(
                name(row),
                results.shown(row),
                results.shown(row.with("threads", "2")),
                Figures.ratio(one / two),
                results.shown(row.with("engine", Backends.SCALAR)),
                Figures.ratio(scalar / one)));
      }
    }
    return table.toString();
  }

  /** {@return weights rounded to bfloat16 beside floats} */
  String rounded() {
    Table table = new Table(List.of("", "lstm4j", "bfloat16", "lstm4j ÷ bfloat16"));
    for (Row row : results.ours(LAYERS)) {
      Row rounded = row.with("engine", Engines.ROUNDED);
      if (!Double.isNaN(results.time(rounded))) {
        String ratio = Figures.ratio(results.time(row) / results.time(rounded));
        table.add(List.of(name(row), results.shown(row), results.shown(rounded), ratio));
      }
    }
    return table.toString();
  }

  /** {@return narrower vectors beside the machine's own} */
  String widths() {
    List<String> head = new ArrayList<>(List.of("", "the machine's own"));
    for (int bits : Grid.NARROW) {
      head.add("%d bits".formatted(bits));
      head.add("%d bits ÷ own".formatted(bits));
    }
    Table table = new Table(head);
    for (Row row : results.ours(LAYERS)) {
      double own = results.time(row);
      List<String> cells = new ArrayList<>(List.of(name(row), results.shown(row)));
      for (int bits : Grid.NARROW) {
        cells.add(results.shown(row.withBits(bits)));
        cells.add(Figures.ratio(results.time(row.withBits(bits)) / own));
      }
      if (Grid.NARROW.stream().anyMatch(bits -> !Double.isNaN(results.time(row.withBits(bits))))) {
        table.add(cells);
      }
    }
    return table.toString();
  }

  /** {@return how times grow with one size} */
  String growth(Growth growth) {
    List<Row> ours =
        growth.shapes().stream()
            .map(shape -> Rows.lstm(growth.task(), Backends.SIMD, shape))
            .filter(row -> !Double.isNaN(results.time(row)))
            .toList();
    List<String> peers = results.peers(ours);
    boolean scalar =
        ours.stream()
            .anyMatch(row -> !Double.isNaN(results.time(row.with("engine", Backends.SCALAR))));
    List<String> others =
        Stream.concat(scalar ? Stream.of(Backends.SCALAR) : Stream.of(), peers.stream()).toList();
    List<String> head = new ArrayList<>(List.of(growth.axis(), "lstm4j", "GFLOP/s"));
    if (scalar) {
      head.add(Backends.SCALAR);
    }
    Table table = new Table(PeerColumns.head(results, peers, head.toArray(String[]::new)));
    for (Row row : ours) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  "%d, %s".formatted(growth.size(row.get("shape")), shape(row)),
                  results.shown(row),
                  Figures.share(results.speed(row), results.ceiling())));
      others.forEach(other -> cells.add(results.shown(row.with("engine", other))));
      table.add(PeerColumns.ended(results, row, peers, cells));
    }
    return table + PeerColumns.footnote(results, peers);
  }

  private static String shape(Row row) {
    return row.get("shape").replace("-", " ");
  }

  /** {@return what a row does, in words} */
  static String name(Row row) {
    String what =
        switch (row.topic()) {
          case "TrainingStep" -> "training step";
          case "ForwardPass" -> "forward pass";
          default -> "streaming step";
        };
    return what + ", " + shape(row);
  }
}
