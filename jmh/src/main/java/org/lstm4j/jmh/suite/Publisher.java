package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.lstm4j.samples.report.OutputFolder;

/** Makes the pages of a folder of results: README.md, index.html, headline.md and charts. */
final class Publisher {
  /** JMH's results. */
  static final String RESULTS = "results.json";

  /** What they depend on. */
  static final String ENVIRONMENT = "environment.json";

  private Publisher() {}

  /**
   * Makes the pages from the results that lie in a folder.
   *
   * @param folder holds results and environment
   * @throws IOException if something cannot be read or written
   */
  static void publish(Path folder) throws IOException {
    Results results = new Results(Measurement.read(folder.resolve(RESULTS)));
    Page page = new Page(results);
    Map<String, String> charts = Charts.write(results, OutputFolder.create(folder));
    String markdown =
        page.markdown(Environment.read(folder.resolve(ENVIRONMENT)), charts)
            + StartupPage.publish(folder);
    Files.writeString(folder.resolve("README.md"), markdown);
    Files.writeString(folder.resolve("headline.md"), page.headline());
    Files.writeString(folder.resolve("index.html"), html(markdown));
  }

  private static String html(String markdown) {
    var tables = List.of(TablesExtension.create());
    String body =
        HtmlRenderer.builder()
            .extensions(tables)
            .build()
            .render(Parser.builder().extensions(tables).build().parse(markdown));
    return """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <title>lstm4j benchmarks</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums }
    td, th { border-bottom: 1px solid #ddd; padding: .2rem .8rem; white-space: nowrap }
    img { max-width: 100% }
    </style>
    """
        + body
        + "</html>\n";
  }
}
