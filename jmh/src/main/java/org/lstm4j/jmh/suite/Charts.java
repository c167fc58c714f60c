package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.lstm4j.backend.Backends;
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

  private static final String UNITS = "hidden units";
  private static final String SHAPES = UNITS + ", shapes as in the table";

  /** Roofs come behind the colours of the kinds of operations. */
  private static final int FIRST_ROOF_COLOR = 4;

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
    series.put(Backends.SIMD, points(ours, _ -> 1));
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
        Backends.SIMD,
        points(ours, row -> results.time(row) / results.time(row.with("threads", "2"))));
    String title = "Training steps on two threads";
    write(THREADS, title, Plot.titled(title).axes(SHAPES, "time on 1 ÷ time on 2"), series);
  }

  private List<Row> headlineTraining() {
    return results.headline().stream().filter(row -> row.topic().equals("TrainingStep")).toList();
  }

  /** Values over the hidden units of rows. */
  private static List<Point> points(List<Row> rows, ToDoubleFunction<Row> value) {
    return rows.stream()
        .map(row -> new Point(LstmShape.parse(row.get("shape")).hidden(), value.applyAsDouble(row)))
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

  /** Our kernels under their limits, where there is more than one point. */
  private void roofline() throws IOException {
    Map<String, List<Point>> kinds = new LinkedHashMap<>();
    kinds.put("products", kernels("Gemm"));
    kinds.put("recurrence", kernels("GateSteps"));
    kinds.put("optimizers", kernels("OptimizerStep"));
    kinds.put("norms and sums", kernels("Norms"));
    double[] all =
        kinds.values().stream().flatMap(List::stream).mapToDouble(Point::x).sorted().toArray();
    if (Double.isNaN(results.ceiling()) || all.length < 2) {
      return;
    }
    String title = "Roofline of one thread";
    Plot plot =
        Plot.titled(title)
            .axes("floating-point operations per byte, every operand once", "GFLOP/s")
            .doublingX()
            .logarithmicY();
    roofs(all[0], all[all.length - 1], plot);
    int color = 0;
    for (Map.Entry<String, List<Point>> kind : kinds.entrySet()) {
      add(plot, kind.getKey(), SeriesStyle.MARKERS, color, kind.getValue());
      color++;
    }
    plot.write(folder, ROOFLINE);
    titles.put(ROOFLINE, title);
  }

  /**
   * The ceiling, and the slope of each array that some operation's data are as large as: a slope
   * that holds for no point would only make points stand above it.
   */
  private void roofs(double from, double to, Plot plot) {
    double ceiling = results.ceiling();
    int color = FIRST_ROOF_COLOR;
    add(
        plot,
        "the ceiling",
        SeriesStyle.LINE,
        color,
        List.of(new Point(from, ceiling), new Point(to, ceiling)));
    List<Double> slopes =
        results.ours("Gemm", "GateSteps", "OptimizerStep", "Norms").stream()
            .map(Work::of)
            .filter(work -> work.flops() > 0)
            .map(results::array)
            .flatMapToDouble(OptionalDouble::stream)
            .boxed()
            .distinct()
            .sorted()
            .toList();
    for (double array : slopes) {
      color++;
      double bandwidth = results.bandwidth(array);
      double knee = ceiling / bandwidth;
      if (from < knee) {
        double end = Math.min(knee, to);
        add(
            plot,
            "data of %s and more".formatted(Figures.bytes(array)),
            SeriesStyle.DASHED,
            color,
            List.of(new Point(from, bandwidth * from), new Point(end, bandwidth * end)));
      }
    }
  }

  private List<Point> kernels(String topic) {
    List<Point> points = new ArrayList<>();
    for (Row row : results.ours(topic)) {
      Work work = Work.of(row);
      if (work.flops() > 0) {
        points.add(new Point(work.flops() / work.bytes(), results.speed(row)));
      }
    }
    return points;
  }

  /** Draws series by the names of their engines, if one of them has more than one point. */
  private void write(String name, String title, Plot plot, Map<String, List<Point>> series)
      throws IOException {
    if (series.values().stream().anyMatch(points -> points.size() > 1)) {
      plot.doublingX();
      series.forEach((engine, points) ->
          add(
              plot,
              Names.of(engine),
              SeriesStyle.LINE_AND_MARKERS,
              Names.color(engine),
              points.stream().sorted(Comparator.comparingDouble(Point::x)).toList()));
      plot.write(folder, name);
      titles.put(name, title);
    }
  }

  private static void add(
      Plot plot, String name, SeriesStyle style, int color, List<Point> points) {
    if (!points.isEmpty()) {
      double[] x = points.stream().mapToDouble(Point::x).toArray();
      double[] y = points.stream().mapToDouble(Point::y).toArray();
      plot.add(name, style, color, x, y);
    }
  }
}
