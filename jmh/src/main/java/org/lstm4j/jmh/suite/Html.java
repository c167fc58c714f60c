package org.lstm4j.jmh.suite;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown as a page that fits a screen of any width: what is wide scrolls by itself. */
final class Html {
  private Html() {}

  /** {@return the page; links to a README.md lead to the index.html beside it} */
  static String page(String markdown) {
    var tables = List.of(TablesExtension.create());
    String body =
        HtmlRenderer.builder()
            .extensions(tables)
            .build()
            .render(Parser.builder().extensions(tables).build().parse(markdown))
            .replace("<table>", "<div class=\"wide\"><table>")
            .replace("</table>", "</table></div>")
            .replace("/README.md\"", "/index.html\"");
    return """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>lstm4j benchmarks</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; \
    overflow-wrap: anywhere }
    .wide { overflow-x: auto; overflow-wrap: normal }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums }
    td, th { border-bottom: 1px solid #ddd; padding: .2rem .8rem; white-space: nowrap }
    th { vertical-align: bottom }
    img { max-width: 100%; height: auto }
    @media (max-width: 40rem) {
      table { font-size: 14px }
      td, th { padding: .2rem .4rem }
      th, td:first-child { white-space: normal }
      td:first-child { min-width: 6rem }
    }
    </style>
    """
        + body
        + "</html>\n";
  }
}
