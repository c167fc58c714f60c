package org.lstm4j.samples.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import org.knowm.xchart.style.theme.XChartTheme;

/**
 * The look of all charts. The series colours are those of Okabe and Ito, which people with any
 * common colour blindness tell apart, darkened where they are too light for a white background, and
 * four of Tol's muted ones.
 */
final class PlotTheme extends XChartTheme {
  static final Color INK = new Color(0x22, 0x2B, 0x36);
  private static final Color QUIET_INK = new Color(0x55, 0x60, 0x6E);
  private static final Color GRID = new Color(0xE4, 0xE8, 0xEC);
  private static final Color FRAME = new Color(0xB4, 0xBC, 0xC6);
  private static final Color[] COLORS = {
    new Color(0x00, 0x72, 0xB2), // blue
    new Color(0xD5, 0x5E, 0x00), // vermillion
    new Color(0x00, 0x9E, 0x73), // green
    new Color(0xB3, 0x5C, 0x91), // purple
    new Color(0xC9, 0x8B, 0x00), // orange
    new Color(0x35, 0x9B, 0xD4), // sky
    new Color(0x33, 0x22, 0x88), // indigo
    new Color(0x88, 0x22, 0x55), // wine
    new Color(0x80, 0x80, 0x26), // olive
    new Color(0x7A, 0x84, 0x90), // grey
  };

  /** How many colours there are before they repeat. */
  static final int COLOR_COUNT = 10;

  private static final BasicStroke SOLID =
      new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke DASHES =
      new BasicStroke(
          1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {8, 5}, 0);
  private static final BasicStroke DOTS =
      new BasicStroke(
          1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {3, 4}, 0);

  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  @Override
  public Font getBaseFont() {
    return TEXT;
  }

  @Override
  public Color getChartBackgroundColor() {
    return Color.WHITE;
  }

  @Override
  public boolean isLegendVisible() {
    return false;
  }

  @Override
  public Color getChartFontColor() {
    return INK;
  }

  @Override
  public int getChartPadding() {
    return 16;
  }

  @Override
  public Font getChartTitleFont() {
    return TEXT.deriveFont(Font.BOLD, 19f);
  }

  @Override
  public int getChartTitlePadding() {
    return 10;
  }

  @Override
  public Font getAxisTitleFont() {
    return TEXT.deriveFont(15f);
  }

  @Override
  public Font getAxisTickLabelsFont() {
    return TEXT.deriveFont(13f);
  }

  @Override
  public Color getAxisTickLabelsColor() {
    return QUIET_INK;
  }

  @Override
  public Color getAxisTickMarksColor() {
    return FRAME;
  }

  @Override
  public boolean isAxisTicksLineVisible() {
    return false;
  }

  @Override
  public int getAxisTickPadding() {
    return 6;
  }

  @Override
  public Color getPlotBorderColor() {
    return FRAME;
  }

  @Override
  public Color getPlotGridLinesColor() {
    return GRID;
  }

  @Override
  public BasicStroke getPlotGridLinesStroke() {
    return new BasicStroke(1f);
  }

  @Override
  public double getPlotContentSize() {
    return 1;
  }

  @Override
  public int getPlotMargin() {
    return 0;
  }

  @Override
  public int getXAxisTickMarkSpacingHint() {
    return 90;
  }

  @Override
  public int getYAxisTickMarkSpacingHint() {
    return 52;
  }

  /** Sets the colour with this number, and the stroke of a style. */
  static void useSeries(Graphics2D g, int color, SeriesStyle style) {
    g.setColor(COLORS[color % COLOR_COUNT]);
    g.setStroke(style == SeriesStyle.DASHED ? DASHES : SOLID);
  }

  /** Sets the colour and the stroke of a vertical line. */
  static void useVertical(Graphics2D g) {
    g.setColor(QUIET_INK);
    g.setStroke(DOTS);
  }
}
