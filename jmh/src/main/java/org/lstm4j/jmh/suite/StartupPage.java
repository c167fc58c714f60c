package org.lstm4j.jmh.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.startup.JvmMode;
import org.lstm4j.jmh.startup.StartupResult;
import org.lstm4j.jmh.startup.StartupResults;
import org.lstm4j.jmh.startup.Task;
import org.lstm4j.jmh.startup.Trace;
import org.lstm4j.samples.plot.Plot;
import org.lstm4j.samples.plot.SeriesStyle;
import org.lstm4j.samples.report.OutputFolder;

/** The time to the first result and the warm-up, as Markdown and charts. */
final class StartupPage {
  /** The name of the file. */
  static final String FILE_NAME = "startup.md";

  /** The default is in no other chart; this colour is in none of these. */
  private static final int AUTO_COLOR = 6;

  private static final double[] MOMENTS = {0.2, 0.5, 1, 2, 3, 5};

  private final StartupResults results;

  private StartupPage(StartupResults results) {
    this.results = results;
  }

  /**
   * Makes startup.md and its charts from the results that lie in a folder.
   *
   * @param folder holds startup.json, or does not
   * @return the section in Markdown; empty if there are no results
   * @throws IOException if something cannot be read or written
   */
  static String publish(Path folder) throws IOException {
    Path file = folder.resolve(StartupResults.FILE_NAME);
    if (!Files.exists(file)) {
      return "";
    }
    StartupPage page = new StartupPage(StartupResults.read(file));
    StringBuilder text = new StringBuilder(page.introduction());
    for (Task task : Task.values()) {
      String chart = "startup-" + task.name().toLowerCase(Locale.ROOT);
      text.append("\n### ").append(capital(task)).append("\n\n").append(page.table(task));
      if (page.draw(task, folder, chart)) {
        text.append("\n![time per call, %s](%s.svg)\n".formatted(task, chart));
      }
    }
    Files.writeString(folder.resolve(FILE_NAME), text.toString());
    return "\n" + text;
  }

  /**
   * What the results of a folder depend on.
   *
   * @param folder holds startup.json, or does not
   * @return the facts by name; none if there are no results
   * @throws IOException if the file cannot be read
   */
  static Map<String, String> facts(Path folder) throws IOException {
    Path file = folder.resolve(StartupResults.FILE_NAME);
    return Files.exists(file) ? StartupResults.read(file).environment() : Map.of();
  }

  private static String capital(Task task) {
    String words = task.toString();
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private String introduction() {
    StringBuilder text = new StringBuilder("## Time to the first result\n\n");
    text.append(
        """
        Made by `./lstm4j bench startup`: fresh processes on the class path, each of %s s. The first \
        result counts from the start of the process; a stream loads its model from a file before. \
        Then the time per call that long after the start. Medians of %d starts, in brackets the worst; \
        a dash where half of them had not come to their first call. A streaming step \
        is more here than in the benchmark of the same size: its model has a dense head, and the clock is read at \
        every call.

        """
            .formatted(number(results.seconds()), results.results().getFirst().traces().size()));
    text.append(Environment.list(results.environment()));
    for (JvmMode mode : JvmMode.values()) {
      if (!mode.flags().isEmpty()) {
        text.append("* %s: `%s`\n".formatted(mode, String.join(" ", mode.flags())));
      }
    }
    for (StartupResult each : results.results()) {
      if (!each.cache().isEmpty()) {
        text.append(
            "* %s, says the JVM: %s\n"
                .formatted(each.configuration(), String.join("; ", each.cache())));
      }
    }
    return text.toString();
  }

  private List<StartupResult> of(Task task) {
    return results.results().stream().filter(each -> each.configuration().task() == task).toList();
  }

  private String table(Task task) {
    double[] moments =
        DoubleStream.concat(
                Arrays.stream(MOMENTS).filter(moment -> moment < results.seconds()),
                DoubleStream.of(results.seconds()))
            .toArray();
    List<String> head = new ArrayList<>(List.of("", "first result", "first call"));
    for (double moment : moments) {
      head.add("after " + number(moment) + " s");
    }
    Table table = new Table(head);
    for (StartupResult each : of(task)) {
      List<String> cells = new ArrayList<>();
      cells.add(name(each));
      cells.add(
          "%s s (%s)"
              .formatted(
                  seconds(each.median(Trace::firstResult)),
                  seconds(each.worst(Trace::firstResult))));
      cells.add(Figures.time(each.median(Trace::firstCall)));
      for (double moment : moments) {
        cells.add(time(each.median(trace -> trace.perCall(moment))));
      }
      table.add(cells);
    }
    return table.toString();
  }

  /** Draws the chart, and returns whether there was anything to draw. */
  private boolean draw(Task task, Path folder, String name) throws IOException {
    Plot plot =
        Plot.titled("Time per call since the start of the process: " + task)
            .axes("seconds since the start of the process", "µs")
            .logarithmicY();
    boolean any = false;
    for (StartupResult each : of(task)) {
      double[] times = each.traces().getFirst().times();
      double[] micros =
          IntStream.range(0, times.length)
              .mapToDouble(i -> each.median(trace -> trace.perCall(times[i])) / 1e3)
              .toArray();
      if (Arrays.stream(micros).anyMatch(Double::isFinite)) { // else its first call began too late
        boolean cached = each.configuration().mode() == JvmMode.AOT_CACHE;
        plot.add(
            name(each), cached ? SeriesStyle.DASHED : SeriesStyle.LINE, color(each), times, micros);
        any = true;
      }
    }
    if (any) {
      try (OutputFolder output = OutputFolder.create(folder)) {
        plot.write(output, name);
      }
    }
    return any;
  }

  private static String name(StartupResult result) {
    return result.configuration().backend() + ", " + result.configuration().mode();
  }

  /** That of the backend, as everywhere, in the two modes that both backends have. */
  private static int color(StartupResult result) {
    return switch (result.configuration().mode()) {
      case PLAIN, AOT_CACHE ->
          result.configuration().backend().equals(Backends.AUTO)
              ? AUTO_COLOR
              : Names.color(result.configuration().backend());
      case EARLY_C2 -> 1;
      case ONLY_C2 -> 2;
      case WAITING -> 3;
    };
  }

  private static String time(double nanoseconds) {
    return Double.isInfinite(nanoseconds) ? Figures.NONE : Figures.time(nanoseconds);
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
