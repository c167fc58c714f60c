package org.lstm4j.jmh.startup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An AOT cache that a run of a probe leaves behind.
 *
 * @param file the cache
 * @param said what the JVM logged of linked classes, module graph and method profiles when it made
 *     the cache
 */
record AotCache(Path file, List<String> said) {
  private static final Pattern TELLING =
      Pattern.compile(
          "\\[aot *] *("
              + "instance classes +=.*|Full module graph =.*|MethodTrainingData +=.*"
              + "|.*disabling full module graph.*)");

  AotCache {
    said = List.copyOf(said);
  }

  /**
   * Makes a cache in one step, as JEP 514 describes it.
   *
   * @param launch how to start the probe
   * @param configuration the run that trains the cache
   * @param file where the cache goes
   * @return the cache
   * @throws IOException if the probe fails
   */
  static AotCache make(Launch launch, Configuration configuration, Path file) throws IOException {
    String log = launch.run(configuration, List.of("-XX:AOTCacheOutput=" + file, "-Xlog:aot"));
    // The process that trains and the one that makes the cache print the same lines: the last
    // ones are those of the cache.
    Map<String, String> lines = new LinkedHashMap<>();
    for (Matcher line = TELLING.matcher(log); line.find(); ) {
      String text = line.group(1).replaceAll(" +", " ");
      lines.put(text.split(" = ", 2)[0], text);
    }
    return new AotCache(file, List.copyOf(lines.values()));
  }

  /** {@return the flags that use it} */
  List<String> flags() {
    return List.of("-XX:AOTCache=" + file);
  }
}
