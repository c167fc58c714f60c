package org.lstm4j.samples.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A {@link Plot} as an XChart chart. XChart lays out and paints the title, the axes and the grid.
 * The series and the legend are painted here: XChart strokes every segment of a line on its own,
 * which restarts the dashes at each point, and sets each text of a legend row at its own height.
 */
final class PlotChart extends XYChart {
  private static final double MARKER = 6;

  /** Up to this ratio of the ends, a logarithmic axis labels more than the powers of ten. */
  private static final double MANY_LABELS = 20;

  /** Below this ratio of the ends, it might have no label at all, and the axis is a plain one. */
  private static final double NO_LABELS = 3;

  private final Plot content;
  private final List<Series> series;
  private final DoubleUnaryOperator toAxis;
  private final Range yRange;

  PlotChart(Plot plot) {
    super(Plot.WIDTH, Plot.HEIGHT, new PlotTheme());
    this.content = plot;
    this.series = plot.series();
    Range x = xRange();
    this.toAxis = xAxis(x);
    Range y = Range.of(series.stream().map(Series::y).toList());
    boolean logarithmic = plot.logarithmic() && y.max() / y.min() >= NO_LABELS;
    this.yRange = y.padded(logarithmic);
    setTitle(plot.title());
    setXAxisTitle(plot.xLabel());
    setYAxisTitle(plot.yLabel());
    XYStyler styler = getStyler();
    styler.setLocale(Locale.ROOT);
    styler.setYAxisLogarithmic(logarithmic);
    Range shownX =
        new Range(toAxis.applyAsDouble(x.min()), toAxis.applyAsDouble(x.max())).padded(false);
    styler.setYAxisLabelAlignment(TextAlignment.Right);
    if (logarithmic) {
      styler.setYAxisLogarithmicDecadeOnly(yRange.max() / yRange.min() > MANY_LABELS);
    } else {
      yRange.decimalPattern().ifPresent(styler::setYAxisDecimalPattern);
    }
    if (!plot.dated() && !plot.doublings()) {
      styler.setXAxisDecimalPattern("0.######");
    }
    if (plot.doublings()) {
      styler.setXAxisTickMarkSpacingHint(Doublings.spacing(shownX.length()));
    }
    styler.setXAxisMin(shownX.min()).setXAxisMax(shownX.max());
    styler.setYAxisMin(yRange.min()).setYAxisMax(yRange.max());
    for (Series s : series) {
      addInvisible(s);
    }
  }

  private Range xRange() {
    Range range = Range.of(series.stream().map(Series::x).toList());
    for (Plot.Vertical vertical : content.verticals()) {
      range = range.with(vertical.x());
    }
    return range;
  }

  private DoubleUnaryOperator xAxis(Range x) {
    if (content.doublings()) {
      getStyler().setXAxisTickLabelsFormattingFunction(Doublings::label);
      return Doublings::position;
    }
    if (!content.dated()) {
      return DoubleUnaryOperator.identity();
    }
    DateScale scale = DateScale.forSpan(x.length());
    getStyler().setXAxisTickLabelsFormattingFunction(scale::label);
    return scale::position;
  }

  private void addInvisible(Series s) {
    double[] x = s.x().doubleStream().map(toAxis).toArray();
    XYSeries added = addSeries(s.name(), x, s.y().toDoubleArray());
    added.setLineStyle(SeriesLines.NONE);
    added.setMarker(SeriesMarkers.NONE);
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    PlotLegend legend = new PlotLegend(entries(), width);
    setWidth(width);
    setHeight(height);
    paintBackground(g);
    super.paint(g, width, height - legend.height());
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    for (Series s : series) {
      paintSeries(g, s);
    }
    for (Plot.Vertical vertical : content.verticals()) {
      double x = getScreenXFromChart(toAxis.applyAsDouble(vertical.x()));
      PlotTheme.useVertical(g);
      g.draw(
          new Line2D.Double(
              x, getScreenYFromChart(yRange.min()), x, getScreenYFromChart(yRange.max())));
    }
    legend.paint(g, height - legend.height());
    setHeight(height);
  }

  private void paintSeries(Graphics2D g, Series s) {
    PlotTheme.useSeries(g, s.color(), s.style());
    Path2D.Double line = new Path2D.Double();
    boolean gap = true;
    for (int i = 0; i < s.x().size(); i++) {
      double value = s.y().getDouble(i);
      if (Double.isNaN(value)) {
        gap = true;
        continue;
      }
      double x = getScreenXFromChart(toAxis.applyAsDouble(s.x().getDouble(i)));
      double y = getScreenYFromChart(value);
      if (gap) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
      gap = false;
      if (s.style().marked()) {
        paintMarker(g, x, y);
      }
    }
    if (s.style().lined()) {
      g.draw(line);
    }
  }

  /** Paints the dot that marks a point. */
  static void paintMarker(Graphics2D g, double x, double y) {
    g.fill(new Ellipse2D.Double(x - MARKER / 2, y - MARKER / 2, MARKER, MARKER));
  }

  private List<PlotLegend.Entry> entries() {
    List<PlotLegend.Entry> entries = new ArrayList<>();
    for (Series s : series) {
      entries.add(
          new PlotLegend.Entry(
              s.name(),
              s.style().lined(),
              s.style().marked(),
              g -> PlotTheme.useSeries(g, s.color(), s.style())));
    }
    for (Plot.Vertical vertical : content.verticals()) {
      entries.add(new PlotLegend.Entry(vertical.name(), true, false, PlotTheme::useVertical));
    }
    return entries;
  }
}
