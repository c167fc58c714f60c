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

/**
 * A row's result: the mean time of each fork, in nanoseconds for one operation.
 *
 * @param row what was measured
 * @param forks the forks' means, at least one, ascending
 */
record Measurement(Row row, double[] forks) {

  Measurement {
    forks = forks.clone();
    Arrays.sort(forks);
  }

  /** {@return the median fork} */
  double median() {
    int half = forks.length / 2;
    return forks.length % 2 == 1 ? forks[half] : (forks[half - 1] + forks[half]) / 2;
  }

  /** {@return the fastest fork} */
  double best() {
    return forks[0];
  }

  /** {@return the slowest fork} */
  double worst() {
    return forks[forks.length - 1];
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
      double scale = nanoseconds(metric.path("scoreUnit").asText());
      JsonNode raw = metric.path("rawData");
      double[] forks = new double[raw.size()];
      for (int fork = 0; fork < forks.length; fork++) {
        double sum = 0;
        for (JsonNode iteration : raw.get(fork)) {
          sum += iteration.asDouble();
        }
        forks[fork] = scale * sum / raw.get(fork).size();
      }
      Row row =
          new Row(result.path("benchmark").asText(), parameters, bits(result.path("jvmArgs")));
      measurements.add(new Measurement(row, forks));
    }
    return measurements;
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
