package org.lstm4j.jmh.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lstm4j.jmh.startup.Median;

/**
 * A row's result: the mean time of each fork, in nanoseconds for one operation.
 *
 * @param row what was measured
 * @param forks the forks' means, at least one, ascending
 * @param counters what the benchmark counted beside, by name: the median fork
 */
record Measurement(Row row, double[] forks, Map<String, Double> counters) {

  Measurement {
    forks = forks.clone();
    Arrays.sort(forks);
    counters = Map.copyOf(counters);
  }

  /**
   * A result without counters.
   *
   * @param row what was measured
   * @param forks the forks' means
   */
  Measurement(Row row, double[] forks) {
    this(row, forks, Map.of());
  }

  /** {@return the median fork} */
  double median() {
    return Median.of(forks);
  }

  /** {@return the fastest fork} */
  double best() {
    return forks[0];
  }

  /** {@return the slowest fork} */
  double worst() {
    return forks[forks.length - 1];
  }

  /** {@return how many times as long as the fastest fork the slowest took} */
  double spread() {
    return worst() / best();
  }

  /**
   * Reads JMH's JSON.
   *
   * @param json the file
   * @return its measurements in their order
   * @throws IOException if it cannot be read
   */
  static List<Measurement> read(Path json) throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    for (JsonNode result : new ObjectMapper().readTree(Files.readAllBytes(json))) {
      Map<String, String> parameters = new TreeMap<>();
      result
          .path("params")
          .properties()
          .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
      JsonNode metric = result.path("primaryMetric");
      Map<String, Double> counters = new TreeMap<>();
      result
          .path("secondaryMetrics")
          .properties()
          .forEach(
              counter -> counters.put(counter.getKey(), Median.of(forks(counter.getValue(), 1))));
      measurements.add(
          new Measurement(
              new Row(result.path("benchmark").asText(), parameters, bits(result.path("jvmArgs"))),
              forks(metric, nanoseconds(metric.path("scoreUnit").asText())),
              counters));
    }
    return measurements;
  }

  /** The mean of each fork. */
  private static double[] forks(JsonNode metric, double scale) {
    return metric
        .path("rawData")
        .valueStream()
        .mapToDouble(fork ->
            scale * fork.valueStream().mapToDouble(JsonNode::asDouble).average().orElseThrow())
        .toArray();
  }

  /** The width that the suite forced; one that the whole suite ran with comes before its mark. */
  private static int bits(JsonNode jvmArguments) {
    int bits = 0;
    for (JsonNode argument : jvmArguments) {
      String text = argument.asText();
      if (text.equals(Suite.JMH_UNSAFE)) {
        bits = 0;
      } else if (text.startsWith(Suite.BITS)) {
        bits = Integer.parseInt(text.substring(Suite.BITS.length()));
      }
    }
    return bits;
  }

  private static double nanoseconds(String unit) {
    return switch (unit) {
      case "ns/op" -> 1;
      case "us/op" -> 1e3;
      case "ms/op" -> 1e6;
      case "s/op" -> 1e9;
      default ->
          throw new IllegalArgumentException(
              "the unit is '%s'; expected ns/op, us/op, ms/op or s/op".formatted(unit));
    };
  }
}
