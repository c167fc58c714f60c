package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lstm4j.samples.report.OutputFolder;

/**
 * Makes pages: README.md, index.html and charts of a folder of results, or of a folder that holds
 * one for each kind of machine, and above them a page with {@value #HEADLINE} that shows all kinds.
 */
final class Publisher {
  /** JMH's results. */
  static final String RESULTS = "results.json";

  /** What they depend on. */
  static final String ENVIRONMENT = "environment.json";

  /** The table of the project's README.md. */
  static final String HEADLINE = "headline.md";

  private Publisher() {}

  /**
   * Makes the pages of a folder.
   *
   * @param folder holds results and environment, or folders of kinds of machine that do
   * @return what makes the results doubtful, a sentence each
   * @throws IOException if something cannot be read or written
   */
  static List<String> publish(Path folder) throws IOException {
    if (Files.exists(folder.resolve(RESULTS))) {
      return publishResults(folder);
    }
    List<Kind> kinds = Kind.read(folder);
    List<String> flags = new ArrayList<>();
    for (Kind kind : kinds) {
      if (kind.measured()) {
        publishResults(folder.resolve(kind.set().id()))
            .forEach(flag -> flags.add(kind.set() + ": " + flag));
      }
    }
    Map<String, Map<String, String>> others = others(folder, kinds);
    for (String other : others.keySet()) {
      publishResults(folder.resolve(other)).forEach(flag -> flags.add(other + ": " + flag));
    }
    KindsPage page = new KindsPage(kinds, others);
    Files.writeString(folder.resolve(HEADLINE), page.headline());
    write(page.markdown(), folder);
    return flags;
  }

  /** Folders with results of other machines of a kind, by name, with their facts. */
  private static Map<String, Map<String, String>> others(Path folder, List<Kind> kinds)
      throws IOException {
    Map<String, Map<String, String>> others = new TreeMap<>();
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path other : inside.filter(path -> Files.exists(path.resolve(RESULTS))).toList()) {
        String name = other.getFileName().toString();
        if (kinds.stream().noneMatch(kind -> kind.set().id().equals(name))) {
          others.put(name, Environment.read(other.resolve(ENVIRONMENT)));
        }
      }
    }
    return others;
  }

  /** The results of a folder. */
  static Results results(Path folder, Map<String, String> facts) throws IOException {
    return new Results(
        Measurement.read(folder.resolve(RESULTS)),
        Environment.unlimited(facts),
        Environment.lanes(facts));
  }

  private static List<String> publishResults(Path folder) throws IOException {
    Map<String, String> facts = Environment.read(folder.resolve(ENVIRONMENT));
    Results results = results(folder, facts);
    List<String> flags = Flags.of(results, facts, StartupPage.facts(folder));
    Map<String, String> charts;
    try (OutputFolder output = OutputFolder.create(folder)) {
      charts = Charts.write(results, output);
    }
    write(new Page(results).markdown(facts, flags, charts) + StartupPage.publish(folder), folder);
    return flags;
  }

  private static void write(String markdown, Path folder) throws IOException {
    Files.writeString(folder.resolve("README.md"), markdown);
    Files.writeString(folder.resolve("index.html"), Html.page(markdown));
  }
}
