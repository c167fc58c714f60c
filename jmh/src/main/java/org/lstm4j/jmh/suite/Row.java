package org.lstm4j.jmh.suite;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One thing to measure: a benchmark with all its parameters.
 *
 * @param benchmark the method, with its class's full name
 * @param parameters the parameters by name, in order
 * @param bits the vector width that is forced on the simd backend, or 0 for the machine's own
 */
record Row(String benchmark, Map<String, String> parameters, int bits) {

  Row {
    parameters = new TreeMap<>(parameters);
  }

  /** A row with the machine's own vector width. */
  Row(String benchmark, Map<String, String> parameters) {
    this(benchmark, parameters, 0);
  }

  /**
   * Builds a row.
   *
   * @param type the benchmark's class
   * @param method its method
   * @param namesAndValues the parameters, each name followed by its value
   */
  static Row of(Class<?> type, String method, String... namesAndValues) {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Row(type.getName() + "." + method, parameters);
  }

  /** {@return this row with one parameter changed} */
  Row with(String parameter, String value) {
    Map<String, String> changed = new TreeMap<>(parameters);
    changed.put(parameter, value);
    return new Row(benchmark, changed, bits);
  }

  /** {@return this row with a forced vector width, or 0 for none} */
  Row withBits(int width) {
    return new Row(benchmark, parameters, width);
  }

  /** {@return the name of the benchmark's method} */
  String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /** {@return the simple name of the benchmark's class} */
  String topic() {
    String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** {@return a parameter's value, or an empty text} */
  String get(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** {@return for example {@code TrainingStep.step simd I1-H32-B1-T25 threads=1}} */
  @Override
  public String toString() {
    String values =
        parameters.entrySet().stream()
            .map(entry ->
                switch (entry.getKey()) {
                  case "engine", "shape", "size", "experiment" -> entry.getValue();
                  default -> entry.getKey() + "=" + entry.getValue();
                })
            .collect(Collectors.joining(" "));
    String width = bits == 0 ? "" : "bits=" + bits;
    return String.join(" ", topic() + "." + method(), values, width).strip();
  }
}
