package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.startup.Configuration;
import org.lstm4j.jmh.startup.JvmMode;
import org.lstm4j.jmh.startup.StartupResult;
import org.lstm4j.jmh.startup.StartupResults;
import org.lstm4j.jmh.startup.Task;
import org.lstm4j.jmh.startup.Trace;

/** From starts to a page. */
class StartupPageTest {
  @TempDir Path folder;

  private static StartupResult result(JvmMode mode, Trace... traces) {
    return new StartupResult(
        new Configuration(Task.STREAMING, Backends.SIMD, mode), List.of(), List.of(traces));
  }

  @Test
  void mediansAndWorst() throws IOException {
    StartupResult plain =
        result(
            JvmMode.PLAIN,
            new Trace(0.15, 9_000, "1", new double[] {Double.NaN, 800, 500, 210}),
            new Trace(0.11, 7_000, "1", new double[] {Double.NaN, 900, 300, 220}),
            new Trace(0.25, 8_000, "1", new double[] {Double.NaN, Double.NaN, 800, 190}));
    StartupResult cached =
        result(JvmMode.AOT_CACHE, new Trace(0.05, 5_000, "1", new double[] {600, 200, 100, 100}));
    new StartupResults(Map.of("cores", "2"), 0.4, List.of(plain, cached))
        .write(folder.resolve(StartupResults.FILE_NAME));

    String page = StartupPage.publish(folder);
    assertEquals("\n" + Files.readString(folder.resolve(StartupPage.FILE_NAME)), page);
    assertTrue(page.contains("* cores: 2\n"), page);
    assertTrue(
        page.contains(
            """
            |  | first result | first call | after 0.2 s | after 0.4 s |
            |---|---:|---:|---:|---:|
            | simd, plain | 0.15 s (0.25) | 8.00 µs | 900 ns | 210 ns |
            | simd, AOT cache | 0.05 s (0.05) | 5.00 µs | 200 ns | 100 ns |
            """),
        page);
    assertTrue(Files.exists(folder.resolve("startup-streaming.png")));
  }

  @Test
  void aFolderWithoutResultsHasNoSection() throws IOException {
    assertEquals("", StartupPage.publish(folder));
  }
}
