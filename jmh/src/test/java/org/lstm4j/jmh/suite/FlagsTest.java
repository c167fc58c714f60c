package org.lstm4j.jmh.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lstm4j.backend.Backends;

/** What must not be published without a word. */
class FlagsTest {
  private static final Map<String, String> QUIET =
      Map.of(
          "cores",
          "2",
          "commit",
          "abc",
          Progress.RUN,
          "full",
          Progress.ROUNDS,
          "3 of 3",
          Progress.LOAD,
          "0.10, 1.90, 2.00");

  private static final int LANES = 8;

  /** A ceiling of 10 GFLOP/s. */
  private static final Measurement CEILING =
      new Measurement(Rows.ceiling(), new double[] {2 * LANES / 10.0});

  /** A product of 64³ at some GFLOP/s. */
  private static Measurement product(String engine, double... speeds) {
    double[] times = speeds.clone();
    for (int i = 0; i < times.length; i++) {
      times[i] = 2.0 * 64 * 64 * 64 / speeds[i];
    }
    return new Measurement(Rows.gemm(engine, "64x64x64"), times);
  }

  private static List<String> flags(Map<String, String> facts, Measurement... measurements) {
    return Flags.of(new Results(List.of(measurements), LANES), facts, Map.of());
  }

  private static Map<String, String> with(String fact, String value) {
    Map<String, String> facts = new HashMap<>(QUIET);
    facts.put(fact, value);
    return facts;
  }

  @Test
  void nothingToSay() {
    assertEquals(List.of(), flags(QUIET, CEILING, product(Backends.SIMD, 9, 9.5, 10)));
    assertEquals(List.of(), flags(Map.of(), CEILING), "facts of older runs");
  }

  @Test
  void aQuickRun() {
    assertEquals(
        List.of("A quick run, one fork of each row: a taste, nothing to quote."),
        flags(with(Progress.RUN, Progress.QUICK), CEILING));
  }

  @Test
  void aRunThatWasEnded() {
    assertEquals(
        List.of("The run was ended after 2 of 5 rounds."),
        flags(with(Progress.ROUNDS, "2 of 5"), CEILING));
  }

  @Test
  void aBusyMachine() {
    assertEquals(
        List.of(
            "The machine was busy with something else, be it a build: a load of 1.20 at the start of"
                + " round 1, cores: 2; the suite itself causes at most 1.",
            "The machine was busy with something else, be it a build: a load of 3.70 at the start of"
                + " round 3, cores: 2; the suite itself causes at most 2."),
        flags(with(Progress.LOAD, "1.20, 1.90, 3.70"), CEILING));
  }

  @Test
  void aCeilingThatIsTooLow() {
    assertEquals(
        List.of(
            "2 rows reach more than the ceiling or the bandwidth that they are held against, which"
                + " cannot be: that limit was measured too low, and shares of it are worth nothing."
                + " The worst is Gemm.multiply mkl packed=true 64x64x64 threads=1 with 4000 %."),
        flags(QUIET, CEILING, product(Backends.SIMD, 11), product("mkl", 400)));
  }

  @Test
  void aBandwidthThatIsTooLow() {
    Measurement cache =
        new Measurement(Rows.cacheBandwidth("read", "4096"), new double[] {16384}); // 1 GB/s
    Measurement sums =
        new Measurement(Rows.norm("columnSums", Backends.SIMD), new double[] {32768}); // 2 GB/s
    assertEquals(
        List.of(
            "1 row reaches more than the ceiling or the bandwidth that they are held against, which"
                + " cannot be: that limit was measured too low, and shares of it are worth nothing."
                + " The worst is Norms.columnSums simd with 200 %."),
        flags(QUIET, cache, sums));
  }

  /** ONNX Runtime runs with AVX-512 where the ceiling is one of AVX2. */
  @Test
  void anEngineWithoutTheLimitMayPassTheCeiling() {
    assertEquals(
        List.of(),
        Flags.of(
            new Results(List.of(CEILING, product("onnxruntime", 15)), Set.of("onnxruntime"), LANES),
            QUIET,
            Map.of()));
  }

  @Test
  void forksThatDisagree() {
    assertEquals(
        List.of(
            "1 of 2 rows have forks that disagree: the slowest took more than 1.5 times as long as"
                + " the fastest. They have a ~ in the tables of layers and bold print in the table"
                + " of all forks. The worst is Gemm.multiply simd packed=true 64x64x64 threads=1"
                + " with 1.60."),
        flags(QUIET, CEILING, product(Backends.SIMD, 8, 5)));
  }

  @Test
  void figuresOfDifferentSources() {
    assertEquals(
        List.of(
            "Measured from sources that no commit holds: abc-dirty.",
            "The time to the first result is from commit old, everything else from abc-dirty."),
        Flags.of(
            new Results(List.of(CEILING), LANES),
            with("commit", "abc-dirty"),
            Map.of("commit", "old")));
  }
}
