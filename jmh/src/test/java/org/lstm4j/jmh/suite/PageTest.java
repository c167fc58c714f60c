package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.backend.Backends;
import org.lstm4j.jmh.kernel.MemoryBandwidth;

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
        | training step, I1 H32 B1 T25 | ~ 15.0 µs | 450 µs | 3.00 ms | 30.0 |
        """,
        new LayerTables(new Results(measurements(), 8)).headline());
  }

  @Test
  void widthsThatTheSuiteForcedStandBesideTheMachinesOwn() throws IOException {
    assertEquals(
        """
        |  | the machine's own | 128 bits | 128 bits ÷ own | 256 bits | 256 bits ÷ own |
        |---|---:|---:|---:|---:|---:|
        | training step, I1 H32 B1 T25 | ~ 15.0 µs | 45.0 µs | 3.00 | – | – |
        """,
        new LayerTables(new Results(measurements(), 8)).widths());
  }

  /** 2 · 4 · 64 · (2 · 64 + 3 · 64 + 6 · 64) · 32 · 25 floating-point operations in 2 ms. */
  @Test
  void growth() throws IOException {
    String table = new LayerTables(new Results(measurements(), 8)).growth(Growth.all().getLast());
    String cells = "| 2, I64 H64 B32 T25 L2 | 2.00 ms | 144 (";
    assertTrue(table.contains(cells), table);
  }

  /** 12 bytes for an element; no array as small was measured. */
  @Test
  void operationsWithoutALimitHaveNoShare() throws IOException {
    String table = new KernelTables(new Results(measurements(), 8)).operations();
    assertTrue(table.contains("| sgd 1000 | 0.500 | – | 2.00 | 24.0 | 4.00 ("), table);
  }

  /** 2²⁰ parameters and gradients, 8 MiB, against arrays of 64 KiB, of 8 MiB and of 256 MiB. */
  @Test
  void operationsAreHeldAgainstTheLargestArrayWithinTheirData() {
    Row sgd = Rows.optimizer("sgd", Backends.SIMD, "1048576");
    Results results =
        new Results(
            List.of(
                new Measurement(sgd, new double[] {12 * 1048576 / 60.0}),
                new Measurement(
                    Rows.cacheBandwidth("read", "16384"), new double[] {4 * 16384 / 400.0}),
                new Measurement(
                    Rows.cacheBandwidth("read", "2097152"), new double[] {4 * 2097152 / 70.0}),
                new Measurement(
                    Rows.cacheBandwidth("update", "2097152"), new double[] {8 * 2097152 / 80.0}),
                new Measurement(
                    Rows.bandwidth("read"), new double[] {4.0 * MemoryBandwidth.LENGTH / 20})),
            8);
    KernelTables tables = new KernelTables(results);
    assertTrue(tables.operations().contains("| 60.0 (75 %) |"), tables.operations());
    assertEquals(
        """

        | an array of | GB/s, read | GB/s, updated in place |
        |---|---:|---:|
        | 64 KiB | 400 | – |
        | 8 MiB | 70.0 | 80.0 |
        | 256 MiB | 20.0 | – |
        """,
        tables.limits());
  }

  @Test
  void withoutPeersNothingIsSaidOfThem() {
    Row ours = Rows.training(Backends.SIMD, "I1-H32-B1-T25", 1);
    Results results = new Results(List.of(new Measurement(ours, new double[] {1000, 1600})), 8);
    String page = new Page(results).markdown(Map.of(), List.of("Beware."), Map.of());
    assertFalse(page.contains("gainst the peers"), page);
    assertFalse(page.contains("best peer ÷"), page);
    assertFalse(page.contains("## Products"), page);
    assertTrue(page.contains("| training step, I1 H32 B1 T25 | ~ 1.30 µs |\n"), page);
    assertTrue(page.contains("| 1.00 µs | 1.60 µs | **1.60** | 2 |\n"), page);
    assertTrue(page.contains("\n* **Beware.**\n"), page);
  }

  @Test
  void anEngineHasOneNameAndAColourOfItsOwn() {
    List<String> engines =
        List.of(
            "simd",
            "scalar",
            "libtorch",
            "dnnl",
            "djl",
            "dl4j",
            "onnxruntime",
            "openblas",
            "mkl",
            "netlib");
    assertEquals(engines.size(), engines.stream().mapToInt(Names::color).distinct().count());
    assertTrue(engines.stream().allMatch(engine -> Names.color(engine) < engines.size()));
    assertEquals("lstm4j", Names.of("simd"));
  }

  @Test
  void thePageFitsAPhone() {
    String html = Html.page("| a | b |\n|---|---:|\n| 1 | 2 |\n");
    assertTrue(html.contains("<meta name=\"viewport\" content=\"width=device-width"), html);
    assertTrue(html.contains("<div class=\"wide\"><table>"), html);
    assertTrue(html.contains("</table></div>"), html);
  }

  @Test
  void allFilesOfAFolder() throws IOException {
    measurements();
    Environment.write(Environment.now(), folder.resolve(Publisher.ENVIRONMENT));
    List<String> flags =
        Publisher.publish(folder).stream().filter(flag -> !flag.contains("no commit")).toList();
    assertEquals(2, flags.size(), flags.toString()); // above the ceiling, and forks that disagree
    String page = Files.readString(folder.resolve("README.md"));
    assertTrue(page.contains("* java: " + System.getProperty("java.vendor")), page);
    assertTrue(page.contains("| 10 × 10 × 5 | 10.0 ("), page);
    String html = Files.readString(folder.resolve("index.html"));
    assertTrue(html.contains("<td>training step, I1 H32 B1 T25</td>"), html);
  }
}
