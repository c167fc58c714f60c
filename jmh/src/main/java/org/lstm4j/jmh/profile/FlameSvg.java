package org.lstm4j.jmh.profile;

import java.util.Locale;
import java.util.Map;

/** Draws a tree of calls: callers below, as wide as their share of the samples. */
final class FlameSvg {
  private static final int WIDTH = 1200;
  private static final int ROW = 18;
  private static final int HEAD = 30;
  private static final double NARROWEST = 1;
  private static final double LETTER = 6.7;
  private static final int HUES = 40;

  private final StringBuilder body = new StringBuilder();
  private final double scale;
  private final int total;
  private final int height;

  private FlameSvg(Frame root) {
    total = root.samples();
    scale = WIDTH / Math.max(1.0, total);
    height = HEAD + ROW * (root.depth() + 1);
  }

  /** {@return the drawing; each frame tells its name and its share under the pointer} */
  static String draw(String title, Frame root) {
    FlameSvg svg = new FlameSvg(root);
    svg.frames(root, 0, 0);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="11">
    <title>%s</title>
    <rect width="100%%" height="100%%" fill="white"/>
    <text x="6" y="19" font-size="14">%s: %d samples</text>
    %s</svg>
    """
        .formatted(WIDTH, svg.height, escape(title), escape(title), root.samples(), svg.body);
  }

  private void frames(Frame caller, double left, int depth) {
    double x = left;
    for (Map.Entry<String, Frame> each : caller.callees().entrySet()) {
      double width = each.getValue().samples() * scale;
      if (width >= NARROWEST) {
        frame(each.getKey(), each.getValue().samples(), x, depth, width);
        frames(each.getValue(), x, depth + 1);
      }
      x += width;
    }
  }

  private void frame(String name, int samples, double x, int depth, double width) {
    int y = height - ROW * (depth + 1);
    int letters = (int) ((width - 6) / LETTER);
    String label = letters < 3 ? "" : name.substring(0, Math.min(letters, name.length()));
    body.append(
        String.format(
            Locale.ROOT,
            """
            <g><title>%s, %.1f %%</title>\
            <rect x="%.1f" y="%d" width="%.1f" height="%d" fill="hsl(%d,75%%,70%%)" stroke="white"/>\
            <text x="%.1f" y="%d">%s</text></g>
            """,
            escape(name),
            100.0 * samples / total,
            x,
            y,
            width,
            ROW,
            15 + Math.floorMod(name.hashCode(), HUES),
            x + 4,
            y + ROW - 5,
            escape(label)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
