package org.lstm4j.jmh.profile;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.ProfilerConfig;

/** One of JMH's profilers. What it measures beside the time becomes a table. */
public final class JmhProfiler implements Profile {
  private final ProfilerConfig profiler;
  private final Map<String, Map<String, String>> seen = new LinkedHashMap<>();

  /**
   * Uses a profiler.
   *
   * @param name a name that JMH knows, such as {@code gc}, or {@code gc:churn=true} with options
   */
  public JmhProfiler(String name) {
    String[] parts = name.split(":", 2);
    profiler = new ProfilerConfig(parts[0], parts.length == 1 ? "" : parts[1]);
  }

  @Override
  public List<ProfilerConfig> profilers() {
    return List.of(profiler);
  }

  @Override
  public void forkEnded(String row, RunResult result) {
    Map<String, String> figures = seen.computeIfAbsent(row, _ -> new LinkedHashMap<>());
    result
        .getSecondaryResults()
        .forEach((label, secondary) ->
            figures.put(
                label,
                String.format(
                    Locale.ROOT, "%14.3f %s", secondary.getScore(), secondary.getScoreUnit())));
  }

  @Override
  public void report(PrintStream out) {
    seen.forEach((row, figures) -> {
      out.println(row);
      figures.forEach((label, figure) -> out.printf("  %-26s %s%n", label, figure));
    });
  }
}
