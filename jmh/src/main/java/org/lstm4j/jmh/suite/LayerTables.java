package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lstm4j.kernel.Backends;

/** The tables of whole LSTM layers. */
final class LayerTables {
  private static final String[] LAYERS = {"TrainingStep", "ForwardPass", "StreamingStep"};

  private final Results results;

  LayerTables(Results results) {
    this.results = results;
  }

  /** {@return everyday shapes, ours beside every peer} */
  String headline() {
    List<Row> ours = results.ours(LAYERS).stream().filter(Grid::isHeadline).toList();
    List<String> peers = results.peers(ours);
    List<String> head = new ArrayList<>(List.of("one thread", "lstm4j"));
    head.addAll(peers);
    head.add("best peer ÷ lstm4j");
    Table table = new Table(head);
    for (Row row : ours) {
      List<String> cells = new ArrayList<>(List.of(name(row), Figures.time(results.time(row))));
      peers.forEach(peer -> cells.add(Figures.time(results.time(row.with("engine", peer)))));
      cells.add(Figures.ratio(results.best(row, peers)));
      table.add(cells);
    }
    return table.toString();
  }

  /** {@return ours beside the reference and beside ourselves on two threads} */
  String ourselves() {
    Table table =
        new Table(
            List.of("", "simd", "simd, 2 threads", "1 thread ÷ 2", "scalar", "scalar ÷ simd"));
    for (Row row : results.ours(LAYERS)) {
      double one = results.time(row);
      double two = results.time(row.with("threads", "2"));
      double scalar = results.time(row.with("engine", Backends.SCALAR));
      if (!Double.isNaN(two) || !Double.isNaN(scalar)) {
        table.add(
            List.of(
                name(row),
                Figures.time(one),
                Figures.time(two),
                Figures.ratio(one / two),
                Figures.time(scalar),
                Figures.ratio(scalar / one)));
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
      List<String> cells = new ArrayList<>(List.of(name(row), Figures.time(own)));
      for (int bits : Grid.NARROW) {
        double narrow = results.time(row.withBits(bits));
        cells.add(Figures.time(narrow));
        cells.add(Figures.ratio(narrow / own));
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
    head.addAll(others);
    if (!peers.isEmpty()) {
      head.add("best peer ÷ lstm4j");
    }
    Table table = new Table(head);
    for (Row row : ours) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  "%d, %s".formatted(growth.size(row.get("shape")), shape(row)),
                  Figures.time(results.time(row)),
                  Figures.share(results.speed(row), results.ceiling())));
      others.forEach(other -> cells.add(Figures.time(results.time(row.with("engine", other)))));
      if (!peers.isEmpty()) {
        cells.add(Figures.ratio(results.best(row, peers)));
      }
      table.add(cells);
    }
    return ours.isEmpty() ? "" : table.toString();
  }

  private static String shape(Row row) {
    return row.get("shape").replace("-", " ");
  }

  private static String name(Row row) {
    String what =
        switch (row.topic()) {
          case "TrainingStep" -> "training step";
          case "ForwardPass" -> "forward pass";
          default -> "streaming step";
        };
    return what + ", " + shape(row);
  }
}
