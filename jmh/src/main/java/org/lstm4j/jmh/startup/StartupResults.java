package org.lstm4j.jmh.startup;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results of all configurations.
 *
 * @param environment what they depend on, by name
 * @param seconds how long each process ran
 * @param results by configuration, in the order in which they ran
 */
public record StartupResults(
    Map<String, String> environment, double seconds, List<StartupResult> results) {

  /** The name of the file. */
  public static final String FILE_NAME = "startup.json";

  /** Copies the lists. */
  public StartupResults {
    environment = new LinkedHashMap<>(environment);
    results = List.copyOf(results);
  }

  /**
   * Writes JSON.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    new ObjectMapper().writeValue(file.toFile(), this);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param file the file
   * @return the results
   * @throws IOException if it cannot be read
   */
  public static StartupResults read(Path file) throws IOException {
    return new ObjectMapper().readValue(Files.readAllBytes(file), StartupResults.class);
  }
}
