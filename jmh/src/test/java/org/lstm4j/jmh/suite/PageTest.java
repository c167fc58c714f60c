package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From JMH's JSON to pages. */
class PageTest {
  private static final String JSON =
      """
      [
        {"benchmark": "org.lstm4j.jmh.lstm.TrainingStep.step",
         "params": {"engine": "simd", "shape": "I1-H32-B1-T25", "threads": "1"},
         "primaryMetric": {"scoreUnit": "us/op", "rawData": [[20, 22], [10, 12], [15, 15]]}},
        {"benchmark": "org.lstm4j.jmh.lstm.TrainingStep.step",
         "params": {"engine": "one", "shape": "I1-H32-B1-T25", "threads": "1"},
         "primaryMetric": {"scoreUnit": "us/op", "rawData": [[450], [440], [460]]}},
        {"benchmark": "org.lstm4j.jmh.lstm.TrainingStep.step",
         "params": {"engine": "other", "shape": "I1-H32-B1-T25", "threads": "1"},
         "primaryMetric": {"scoreUnit": "ms/op", "rawData": [[3], [3], [3]]}},
        {"benchmark": "org.lstm4j.jmh.lstm.TrainingStep.step",
         "jvmArgs": ["-Dlstm4j.simd.bits=512", "--sun-misc-unsafe-memory-access=allow",
                     "-Dlstm4j.simd.bits=128"],
         "params": {"engine": "simd", "shape": "I1-H32-B1-T25", "threads": "1"},
         "primaryMetric": {"scoreUnit": "us/op", "rawData": [[45]]}},
        {"benchmark": "org.lstm4j.jmh.lstm.TrainingStep.step",
         "jvmArgs": ["-Dlstm4j.simd.bits=512", "--sun-misc-unsafe-memory-access=allow"],
         "params": {"engine": "simd", "shape": "I64-H64-B32-T25-L2", "threads": "1"},
         "primaryMetric": {"scoreUnit": "ms/op", "rawData": [[2]]}},
        {"benchmark": "org.lstm4j.jmh.kernel.OptimizerStep.sgd",
         "params": {"engine": "simd", "size": "1000"},
         "primaryMetric": {"scoreUnit": "us/op", "rawData": [[0.5]]}},
        {"benchmark": "org.lstm4j.jmh.kernel.OptimizerStep.sgd",
         "params": {"engine": "scalar", "size": "1000"},
         "primaryMetric": {"scoreUnit": "us/op", "rawData": [[2]]}},
        {"benchmark": "org.lstm4j.jmh.kernel.MemoryBandwidth.update",
         "primaryMetric": {"scoreUnit": "ms/op", "rawData": [[33.554432]]}},
        {"benchmark": "org.lstm4j.jmh.kernel.FmaCeiling.chains",
         "primaryMetric": {"scoreUnit": "ns/op", "rawData": [[0.5]]}},
        {"benchmark": "org.lstm4j.jmh.kernel.Gemm.multiply",
         "params": {"engine": "simd", "size": "10x10x5", "packed": "true", "threads": "1"},
         "primaryMetric": {"scoreUnit": "ns/op", "rawData": [[100]]}}
      ]
      """;

  @TempDir Path folder;

  private List<Measurement> measurements() throws IOException {
    Path file = folder.resolve(Publisher.RESULTS);
    Files.writeString(file, JSON);
    return Measurement.read(file);
  }

  @Test
  void forksBecomeMeansInNanoseconds() throws IOException {
    Measurement first = measurements().getFirst();
    assertArrayEquals(new double[] {11_000, 15_000, 21_000}, first.forks(), 1e-9);
    assertEquals(15_000, first.median(), 1e-9);
    assertEquals("TrainingStep.step simd I1-H32-B1-T25 threads=1", first.row().toString());
  }

  @Test
  void theHeadlineComparesWithTheBestPeer() throws IOException {
    assertEquals(
        """
        | one thread | lstm4j | one | other | best peer ÷ lstm4j |
        |---|---:|---:|---:|---:|
        | training step, I1 H32 B1 T25 | 15.0 µs | 450 µs | 3.00 ms | 30.0 |
        """,
        new Page(new Results(measurements())).headline());
  }

  @Test
  void widthsThatTheSuiteForcedStandBesideTheMachinesOwn() throws IOException {
    assertEquals(
        """
        |  | the machine's own | 128 bits | 128 bits ÷ own | 256 bits | 256 bits ÷ own |
        |---|---:|---:|---:|---:|---:|
        | training step, I1 H32 B1 T25 | 15.0 µs | 45.0 µs | 3.00 | – | – |
        """,
        new LayerTables(new Results(measurements())).widths());
  }

  /** 2 · 4 · 64 · (2 · 64 + 3 · 64 + 6 · 64) · 32 · 25 floating-point operations in 2 ms. */
  @Test
  void growth() throws IOException {
    String table = new LayerTables(new Results(measurements())).growth(Growth.all().getLast());
    String cells = "| 2, I64 H64 B32 T25 L2 | 2.00 ms | 144 (";
    assertTrue(table.contains(cells), table);
  }

  /** 12 bytes for an element; 2²⁶ elements of 8 bytes in 33.5 ms are 16 GB/s. */
  @Test
  void operationsAreHeldAgainstTheLimits() throws IOException {
    String table = new KernelTables(new Results(measurements())).operations();
    assertTrue(table.contains("| sgd 1000 | 0.500 | – | 2.00 | 24.0 (150 %) | 4.00 ("), table);
  }

  @Test
  void allFilesOfAFolder() throws IOException {
    measurements();
    Environment.write(Environment.now(), folder.resolve(Publisher.ENVIRONMENT));
    Publisher.publish(folder);
    String page = Files.readString(folder.resolve("README.md"));
    assertTrue(page.contains("* java: " + System.getProperty("java.vendor")), page);
    assertTrue(page.contains("| 10 × 10 × 5 | 10.0 ("), page);
    String html = Files.readString(folder.resolve("index.html"));
    assertTrue(html.contains("<td>training step, I1 H32 B1 T25</td>"), html);
  }
}
