package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two kinds of machine side by side. */
class KindTest {
  @TempDir Path folder;

  /** Times in µs of a forward pass: ours, oneDNN's and ONNX Runtime's. */
  private void write(String kind, String own, String date, String commit, double... times)
      throws IOException {
    Path its = Files.createDirectories(folder.resolve(kind));
    StringBuilder json = new StringBuilder("[");
    String[] engines = {"simd", "dnnl", "onnxruntime"};
    for (int i = 0; i < engines.length; i++) {
      json.append(i == 0 ? "" : ",")
          .append(
              """
              {"benchmark": "org.lstm4j.jmh.lstm.ForwardPass.forward",
               "params": {"engine": "%s", "shape": "I1-H32-B1-T25", "threads": "1"},
               "primaryMetric": {"scoreUnit": "us/op", "rawData": [[%s]]}}
              """
                  .formatted(engines[i], times[i]));
    }
    Files.writeString(its.resolve(Publisher.RESULTS), json.append("]").toString());
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Environment.ISA, kind);
    facts.put(Environment.OWN_ISA, own);
    facts.put("processor", "P");
    facts.put(
        "instruction set",
        kind.equals(own) ? "AVX-512" : "AVX2 (limited on a machine with AVX-512)");
    facts.put("vectors", kind.equals(own) ? "512 bits, 32 registers" : "256 bits, 16 registers");
    facts.put("date", date);
    facts.put("commit", commit);
    Environment.write(facts, its.resolve(Publisher.ENVIRONMENT));
  }

  @Test
  void bothKindsInOneTable() throws IOException {
    write("avx512", "avx512", "2026-11-24", "old", 4, 8, 6);
    write("avx2", "avx512", "2026-11-26", "new", 10, 9, 5);
    Publisher.publish(folder);
    assertEquals(
        """
        | one thread | lstm4j, AVX-512 | best peer | best peer ÷ lstm4j | lstm4j, AVX2 | best peer | best peer ÷ lstm4j |
        |---|---:|---:|---:|---:|---:|---:|
        | forward pass, I1 H32 B1 T25 | 4.00 µs | onnxruntime 6.00 µs | 1.50 | 10.0 µs | dnnl 9.00 µs | **0.900** |

        * AVX-512: vectors of 512 bits, 32 registers; P, 2026-11-24, commit old, and **not measured since**.
        * AVX2 (limited on a machine with AVX-512): vectors of 256 bits, 16 registers; P, 2026-11-26, commit new.
        * Bold: the best peer is faster. ~ marks figures whose slowest fork took more than 1.5 times as long as the fastest.
        * ONNX Runtime takes no limit and does not count where the others are limited.
        """,
        Files.readString(folder.resolve(Publisher.HEADLINE)));
    String limited = Files.readString(folder.resolve("avx2").resolve("README.md"));
    assertTrue(limited.contains("| onnxruntime¹ | best peer ÷ lstm4j |"), limited);
    assertTrue(limited.contains("\n¹ ONNX Runtime takes no limit"), limited);
    assertTrue(limited.contains("| 10.0 µs | 9.00 µs | 5.00 µs | 0.900 |"), limited);
    String free = Files.readString(folder.resolve("avx512").resolve("README.md"));
    assertFalse(free.contains("¹"), free);
    String html = Files.readString(folder.resolve("index.html"));
    assertTrue(html.contains("href=\"avx2/index.html\""), html);
  }

  @Test
  void aKindThatWasNotMeasured() throws IOException {
    write("avx512", "avx512", "2026-11-24", "old", 4, 8, 6);
    Publisher.publish(folder);
    String headline = Files.readString(folder.resolve(Publisher.HEADLINE));
    assertTrue(headline.contains("* AVX2, 16 registers: **not measured yet**.\n"), headline);
    assertTrue(headline.contains("commit old.\n"), headline);
  }

  @Test
  void foldersThatHoldSomethingElse() throws IOException {
    assertEquals(
        folder + " holds no results.json, and no folder avx512 or avx2 that does",
        assertThrows(IllegalArgumentException.class, () -> Publisher.publish(folder)).getMessage());
    write("avx512", "avx512", "2026-11-24", "old", 4, 8, 6);
    Files.move(folder.resolve("avx512"), folder.resolve("avx2"));
    assertEquals(
        folder.resolve("avx2") + " holds results of the instruction set avx512; expected avx2",
        assertThrows(IllegalArgumentException.class, () -> Publisher.publish(folder)).getMessage());
  }
}
