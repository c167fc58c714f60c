package org.lstm4j.samples.plot;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lstm4j.samples.report.OutputFolder;

/**
 * A line chart with a title, labelled axes and named series. The x axis holds numbers or dates, not
 * both. Values that are not finite leave a gap; so do values at or below zero on a logarithmic y
 * axis.
 */
public final class Plot {
  private static final String PNG = ".png";
  private static final String SVG = ".svg";

  /** Width of the picture in pixels. */
  public static final int WIDTH = 1100;

  /** Height of the picture in pixels. */
  public static final int HEIGHT = 600;

  private enum Axis {
    UNDECIDED,
    NUMBERS,
    DATES
  }

  /** A vertical line with its entry in the legend. */
  record Vertical(String name, double x) {}

  private final String title;
  private final List<Series> series = new ArrayList<>();
  private final List<Vertical> verticals = new ArrayList<>();
  private String xLabel = "";
  private String yLabel = "";
  private Axis axis = Axis.UNDECIDED;
  private boolean logarithmic;
  private boolean doublings;

  private Plot(String title) {
    this.title = title;
  }

  /**
   * Starts a chart.
   *
   * @param title what it shows
   * @return an empty chart
   */
  public static Plot titled(String title) {
    return new Plot(title);
  }

  /**
   * Counts upwards, for series whose points are one apart.
   *
   * @param first the first number
   * @param count how many
   * @return {@code first, first + 1, …}
   */
  public static double[] countFrom(int first, int count) {
    return IntStream.range(first, first + count).asDoubleStream().toArray();
  }

  /**
   * Labels the axes, with the unit where there is one.
   *
   * @param x label below
   * @param y label on the left
   * @return this chart
   */
  public Plot axes(String x, String y) {
    xLabel = x;
    yLabel = y;
    return this;
  }

  /**
   * Makes the y axis logarithmic, unless its ends are so near that it might have no label.
   *
   * @return this chart
   */
  public Plot logarithmicY() {
    logarithmic = true;
    return this;
  }

  /**
   * Makes the x axis logarithmic, with labels at powers of two. Every x must be a number above 0.
   *
   * @return this chart
   */
  public Plot doublingX() {
    doublings = true;
    return this;
  }

  /**
   * Adds a series over numbers, in the next colour.
   *
   * @param name its entry in the legend
   * @param style how it is drawn
   * @param x where the points stand
   * @param y their values, as many
   * @return this chart
   */
  public Plot add(String name, SeriesStyle style, double[] x, double[] y) {
    return add(name, style, series.size(), x, y);
  }

  /**
   * Adds a series over numbers.
   *
   * @param name its entry in the legend
   * @param style how it is drawn
   * @param color the number of its colour, so that several charts give a thing the same one; the
   *     first {@value PlotTheme#COLOR_COUNT} from 0 differ
   * @param x where the points stand
   * @param y their values, as many
   * @return this chart
   */
  public Plot add(String name, SeriesStyle style, int color, double[] x, double[] y) {
    if (color < 0) {
      throw new IllegalArgumentException(
          "series '%s' has colour %d; expected at least 0".formatted(name, color));
    }
    use(Axis.NUMBERS, name);
    series.add(new Series(name, style, color, x, y));
    return this;
  }

  /**
   * Adds a series over dates.
   *
   * @param name its entry in the legend
   * @param style how it is drawn
   * @param x the days of the points
   * @param y their values, as many
   * @return this chart
   */
  public Plot add(String name, SeriesStyle style, List<LocalDate> x, double[] y) {
    use(Axis.DATES, name);
    double[] days = x.stream().mapToDouble(LocalDate::toEpochDay).toArray();
    series.add(new Series(name, style, series.size(), days, y));
    return this;
  }

  /**
   * Adds a vertical line.
   *
   * @param name its entry in the legend
   * @param x where it stands
   * @return this chart
   */
  public Plot vertical(String name, double x) {
    use(Axis.NUMBERS, name);
    verticals.add(new Vertical(name, x));
    return this;
  }

  /**
   * Adds a vertical line at a day.
   *
   * @param name its entry in the legend
   * @param x where it stands
   * @return this chart
   */
  public Plot vertical(String name, LocalDate x) {
    use(Axis.DATES, name);
    verticals.add(new Vertical(name, x.toEpochDay()));
    return this;
  }

  private void use(Axis wanted, String name) {
    if (axis != Axis.UNDECIDED && axis != wanted) {
      throw new IllegalArgumentException(
          "'%s' has %s on the x axis, the others have not".formatted(name, wanted));
    }
    boolean taken =
        series.stream().anyMatch(s -> s.name().equals(name))
            || verticals.stream().anyMatch(v -> v.name().equals(name));
    if (taken) {
      throw new IllegalArgumentException("the chart has a series '" + name + "' already");
    }
    axis = wanted;
  }

  /**
   * {@return the names of the files of a chart}
   *
   * @param name what they have in common
   */
  public static Stream<String> fileNames(String name) {
    return Stream.of(name + PNG, name + SVG);
  }

  /**
   * Draws the chart into {@code name.png} and {@code name.svg}.
   *
   * @param folder the folder of the run
   * @param name the name of both files, without an ending
   * @throws IOException if writing fails
   * @throws PlotException if this machine cannot draw
   */
  public void write(OutputFolder folder, String name) throws IOException {
    ChartFile chart = new ChartFile(this);
    folder.write(name + PNG, chart::writePng);
    folder.write(name + SVG, chart::writeSvg);
  }

  String title() {
    return title;
  }

  String xLabel() {
    return xLabel;
  }

  String yLabel() {
    return yLabel;
  }

  boolean logarithmic() {
    return logarithmic;
  }

  boolean doublings() {
    return doublings;
  }

  boolean dated() {
    return axis == Axis.DATES;
  }

  List<Vertical> verticals() {
    return verticals;
  }

  /** The series as they are drawn: on a logarithmic axis without what is not above zero. */
  List<Series> series() {
    if (series.isEmpty()) {
      throw new IllegalStateException("the chart '" + title + "' has no series");
    }
    if (doublings) {
      requirePositiveX();
    }
    return series.stream().map(s -> s.mapY(this::drawable)).toList();
  }

  private void requirePositiveX() {
    if (axis != Axis.NUMBERS) {
      throw new IllegalStateException(
          "the chart '" + title + "' has dates on an axis of doublings");
    }
    for (Series s : series) {
      s.x()
          .doubleStream()
          .filter(x -> x <= 0)
          .findFirst()
          .ifPresent(x -> {
            throw new IllegalStateException(
                "series '%s' has x %s on an axis of doublings; expected more than 0"
                    .formatted(s.name(), x));
          });
    }
  }

  private double drawable(double y) {
    return Double.isFinite(y) && (!logarithmic || y > 0) ? y : Double.NaN;
  }
}
