package org.lstm4j.jmh.startup;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The starts of one configuration.
 *
 * @param configuration what was started
 * @param cache what the JVM logged when it made the AOT cache; empty if there is none
 * @param traces what each start gave, at least one
 */
public record StartupResult(Configuration configuration, List<String> cache, List<Trace> traces) {

  /** Copies the lists. */
  public StartupResult {
    cache = List.copyOf(cache);
    traces = List.copyOf(traces);
  }

  /**
   * The middle of the starts.
   *
   * @param figure a figure of one start, not a number if it has none, which counts as the worst
   * @return its median; infinite if half of the starts have none
   */
  public double median(ToDoubleFunction<Trace> figure) {
    return Median.of(
        traces.stream()
            .mapToDouble(figure)
            .map(value -> Double.isNaN(value) ? Double.POSITIVE_INFINITY : value)
            .toArray());
  }

  /**
   * The worst of the starts.
   *
   * @param figure a figure of one start
   * @return the largest
   */
  public double worst(ToDoubleFunction<Trace> figure) {
    return traces.stream().mapToDouble(figure).max().orElseThrow();
  }
}
