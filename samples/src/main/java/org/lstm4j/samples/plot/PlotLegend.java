package org.lstm4j.samples.plot;

import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The legend below a plot: a sample of each series and its name, in as many rows as it needs. */
final class PlotLegend {
  private static final int SAMPLE = 34;
  private static final int SAMPLE_GAP = 8;
  private static final int ENTRY_GAP = 30;
  private static final int ROW = 24;
  private static final int MARGIN = 16;
  private static final int BELOW_TEXT = 5;
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  /**
   * One entry.
   *
   * @param name the text
   * @param lined whether its sample has a line
   * @param marked whether its sample has a dot
   * @param pen sets the colour and the stroke of the sample
   */
  record Entry(String name, boolean lined, boolean marked, Consumer<Graphics2D> pen) {
    private TextLayout text() {
      return new TextLayout(name, PlotTheme.TEXT, CONTEXT);
    }

    private double width() {
      return SAMPLE + SAMPLE_GAP + text().getAdvance();
    }
  }

  private final List<List<Entry>> rows = new ArrayList<>();
  private final int width;

  PlotLegend(List<Entry> entries, int width) {
    this.width = width;
    for (Entry entry : entries) {
      if (rows.isEmpty()
          || rowWidth(rows.getLast()) + ENTRY_GAP + entry.width() > width - 2 * MARGIN) {
        rows.add(new ArrayList<>());
      }
      rows.getLast().add(entry);
    }
  }

  private static double rowWidth(List<Entry> row) {
    return row.stream().mapToDouble(Entry::width).sum() + (row.size() - 1) * (double) ENTRY_GAP;
  }

  int height() {
    return rows.size() * ROW + MARGIN - BELOW_TEXT;
  }

  void paint(Graphics2D g, int top) {
    double baseline = top + (double) ROW - BELOW_TEXT;
    for (List<Entry> row : rows) {
      double x = (width - rowWidth(row)) / 2;
      for (Entry entry : row) {
        paint(g, entry, x, baseline);
        x += entry.width() + ENTRY_GAP;
      }
      baseline += ROW;
    }
  }

  private static void paint(Graphics2D g, Entry entry, double x, double baseline) {
    double middle = baseline - BELOW_TEXT;
    entry.pen().accept(g);
    if (entry.lined()) {
      g.draw(new Line2D.Double(x, middle, x + SAMPLE, middle));
    }
    if (entry.marked()) {
      PlotChart.paintMarker(g, x + SAMPLE / 2.0, middle);
    }
    g.setColor(PlotTheme.INK);
    AffineTransform place = AffineTransform.getTranslateInstance(x + SAMPLE + SAMPLE_GAP, baseline);
    g.fill(entry.text().getOutline(place));
  }
}
