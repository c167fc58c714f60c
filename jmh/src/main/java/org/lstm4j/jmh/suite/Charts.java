package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.lstm4j.jmh.engine.GemmSize;
import org.lstm4j.jmh.engine.LstmShape;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.SeriesStyle;
import org.lstm4j.samples.report.OutputFolder;

/** Draws the charts of a page, each as SVG and PNG, where there is something to draw. */
final class Charts {
  static final String TRAINING = "training";
  static final String THREADS = "threads";
  static final String FORWARD_ONE = "forward-one";
  static final String FORWARD_BATCH = "forward-batch";
  static final String PRODUCTS = "products";
  static final String ROOFLINE = "roofline";

  private static final String UNITS = "log₂ of the hidden units: 4 is 16, 10 is 1024";
  private static final String SHAPES = UNITS + "; shapes as in the table";
  private static final int ROOF_POINTS = 200;

  /** A point of a series. */
  private record Point(double x, double y) {}

  private final Results results;
  private final OutputFolder folder;
  private final Map<String, String> titles = new LinkedHashMap<>();

  private Charts(Results results, OutputFolder folder) {
    this.results = results;
    this.folder = folder;
  }

  /**
   * Draws all of them.
   *
   * @param results what to draw
   * @param folder where to
   * @return their titles by file name
   * @throws IOException if a file cannot be written
   */
  static Map<String, String> write(Results results, OutputFolder folder) throws IOException {
    Charts charts = new Charts(results, folder);
    charts.training();
    charts.threads();
    charts.forward(FORWARD_ONE, Growth.FORWARD_ONE);
    charts.forward(FORWARD_BATCH, Growth.FORWARD_BATCH);
    charts.products();
    charts.roofline();
    return charts.titles;
  }

  private void training() throws IOException {
    List<Row> ours = headlineTraining();
    Map<String, List<Point>> series = new LinkedHashMap<>();
    series.put("lstm4j", points(ours, _ -> 1));
    for (String peer : results.peers(ours)) {
      series.put(
          peer, points(ours, row -> results.time(row.with("engine", peer)) / results.time(row)));
    }
    if (series.size() > 1) {
      String title = "Training steps of the peers, one thread";
      Plot plot = Plot.titled(title).axes(SHAPES, "times as long as lstm4j").logarithmicY();
      write(TRAINING, title, plot, series);
    }
  }

  private void threads() throws IOException {
    List<Row> ours = headlineTraining();
    Map<String, List<Point>> series = new LinkedHashMap<>();
    series.put(
        "simd", points(ours, row -> results.time(row) / results.time(row.with("threads", "2"))));
    String title = "Training steps on two threads";
    write(THREADS, title, Plot.titled(title).axes(SHAPES, "time on 1 ÷ time on 2"), series);
  }

  private List<Row> headlineTraining() {
    return results.ours("TrainingStep").stream().filter(Grid::isHeadline).toList();
  }

  /** Values over the hidden units of rows. */
  private static List<Point> points(List<Row> rows, ToDoubleFunction<Row> value) {
    return rows.stream()
        .map(row ->
            new Point(log2(LstmShape.parse(row.get("shape")).hidden()), value.applyAsDouble(row)))
        .filter(point -> Double.isFinite(point.y()))
        .toList();
  }

  private void forward(String name, Growth growth) throws IOException {
    List<Row> ours =
        results.ours("ForwardPass").stream()
            .filter(row -> growth.shapes().contains(row.get("shape")))
            .toList();
    Map<String, List<Point>> series = new LinkedHashMap<>();
    Stream.concat(Grid.OURS.stream(), results.peers(ours).stream())
        .forEach(engine ->
            series.put(engine, points(ours, row -> results.speed(row.with("engine", engine)))));
    String title = growth.title() + ", one thread";
    write(name, title, Plot.titled(title).axes(UNITS, "GFLOP/s"), series);
  }

  private void products() throws IOException {
    Map<String, List<Point>> series = new LinkedHashMap<>();
    for (Measurement each : results.all()) {
      if (each.row().topic().equals("Gemm")) {
        GemmSize size = GemmSize.parse(each.row().get("size"));
        if (size.square()) {
          series
              .computeIfAbsent(each.row().get("engine"), _ -> new ArrayList<>())
              .add(new Point(size.n(), results.speed(each.row())));
        }
      }
    }
    String title = "Square products, one thread";
    write(PRODUCTS, title, Plot.titled(title).axes("n", "GFLOP/s"), series);
  }

  /** Our kernels under the lower of the two limits. */
  private void roofline() throws IOException {
    if (Double.isNaN(results.ceiling() + results.bandwidth(false))) {
      return;
    }
    Map<String, List<Point>> kinds = new LinkedHashMap<>();
    kinds.put("products", kernels("Gemm"));
    kinds.put("recurrence", kernels("GateSteps"));
    kinds.put("optimizers", kernels("OptimizerStep"));
    kinds.put("norms and sums", kernels("Norms"));
    double[] all =
        kinds.values().stream().flatMap(List::stream).mapToDouble(Point::x).sorted().toArray();
    if (all.length < 2) {
      return;
    }
    double step = (all[all.length - 1] - all[0]) / ROOF_POINTS;
    double[] x = DoubleStream.iterate(all[0], at -> at + step).limit(ROOF_POINTS + 1L).toArray();
    double[] roof =
        DoubleStream.of(x)
            .map(at -> Math.min(results.ceiling(), results.bandwidth(false) * Math.pow(2, at)))
            .toArray();
    String title = "Roofline of one thread";
    Plot plot =
        Plot.titled(title)
            .axes("log₂ of floating-point operations per byte, every operand once", "GFLOP/s")
            .logarithmicY()
            .add("bandwidth from memory, and the ceiling", SeriesStyle.LINE, x, roof);
    kinds.forEach((kind, points) -> add(plot, kind, SeriesStyle.MARKERS, points));
    plot.write(folder, ROOFLINE);
    titles.put(ROOFLINE, title);
  }

  private List<Point> kernels(String topic) {
    List<Point> points = new ArrayList<>();
    for (Row row : results.ours(topic)) {
      Work work = Work.of(row);
      if (work.flops() > 0) {
        points.add(new Point(log2(work.flops() / work.bytes()), results.speed(row)));
      }
    }
    return points;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private void write(String name, String title, Plot plot, Map<String, List<Point>> series)
      throws IOException {
    if (series.values().stream().anyMatch(points -> points.size() > 1)) {
      series.forEach((label, points) -> add(plot, label, SeriesStyle.LINE_AND_MARKERS, points));
      plot.write(folder, name);
      titles.put(name, title);
    }
  }

  private static void add(Plot plot, String name, SeriesStyle style, List<Point> points) {
    if (!points.isEmpty()) {
      double[] x = points.stream().mapToDouble(Point::x).toArray();
      double[] y = points.stream().mapToDouble(Point::y).toArray();
      plot.add(name, style, x, y);
    }
  }
}
