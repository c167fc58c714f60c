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
   * @param figure a figure of one start
   * @return its median; not a number if no start has it
   */
  public double median(ToDoubleFunction<Trace> figure) {
    return Median.of(traces.stream().mapToDouble(figure).toArray());
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
