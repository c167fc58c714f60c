package org.lstm4j.jmh.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds of machine, and what limits engines to one. */
class LimitTest {
  private static final Set<String> AVX512 =
      Set.of("fma", "avx2", "avx512f", "avx512bw", "avx512dq", "avx512vl");

  @Test
  void processors() {
    assertEquals(InstructionSet.AVX512, InstructionSet.ofProcessor("amd64", AVX512));
    assertEquals(InstructionSet.AVX2, InstructionSet.ofProcessor("amd64", Set.of("avx2", "fma")));
    assertEquals(InstructionSet.SSE, InstructionSet.ofProcessor("amd64", Set.of("avx", "sse2")));
    assertEquals(InstructionSet.SVE, InstructionSet.ofProcessor("aarch64", Set.of("asimd", "sve")));
    assertEquals(InstructionSet.NEON, InstructionSet.ofProcessor("aarch64", Set.of("asimd")));
    assertEquals(InstructionSet.OTHER, InstructionSet.ofProcessor("s390x", Set.of("vx")));
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, 3, , AVX512",
    "amd64, 2, , AVX2",
    "amd64, 1, , SSE",
    "amd64, 0, , SSE",
    "aarch64, , 2, SVE",
    "aarch64, , 0, NEON",
    "riscv64, , , OTHER"
  })
  void whatHotSpotCompilesFor(
      String architecture, String avx, String sve, InstructionSet expected) {
    Map<String, String> flags = new HashMap<>();
    flags.put("UseAVX", avx);
    flags.put("UseSVE", sve);
    assertEquals(expected, InstructionSet.ofJvm(architecture, flags::get));
  }

  @Test
  void aLimitedMachineSaysSo() {
    assertEquals(
        "AVX2 (limited on a machine with AVX-512)",
        new Machine("amd64", "x", InstructionSet.AVX512, InstructionSet.AVX2, "").instructionSet());
    assertEquals(
        "AVX2",
        new Machine("amd64", "x", InstructionSet.AVX2, InstructionSet.AVX2, "").instructionSet());
  }

  @Test
  void variablesFromOutsideGoAndThoseOfTheLimitCome() {
    Map<String, String> outside =
        Map.of("PATH", "/bin", "OPENBLAS_CORETYPE", "Prescott", "OPENBLAS_L2_SIZE", "512");
    assertEquals(Map.of("PATH", "/bin"), Limit.NONE.applied(outside));
    Limit avx2 = Limit.to("avx2", InstructionSet.AVX512);
    Map<String, String> applied = avx2.applied(outside);
    assertEquals("Haswell", applied.get("OPENBLAS_CORETYPE"));
    assertEquals("AVX2", applied.get("ONEDNN_MAX_CPU_ISA"));
    assertEquals(List.of("-XX:UseAVX=2"), avx2.jvmArguments());
    assertEquals(applied, avx2.applied(applied), "a process under the limit needs no other");
    assertEquals(
        Set.of(), missing(applied.keySet()), "each variable of the limit is one that goes");
  }

  /** What a limit sets and a run without it would keep. */
  private static Set<String> missing(Set<String> variables) {
    Set<String> missing = new TreeSet<>(variables);
    missing.removeAll(Limit.OUTSIDE);
    missing.remove("PATH");
    return missing;
  }

  @Test
  void limitsThatCannotBe() {
    assertEquals(
        "the instruction set is 'sse9'; expected avx2, the one that engines can be limited to",
        complaint("sse9", InstructionSet.AVX512));
    assertEquals(
        "the instruction set is 'neon'; expected avx2, the one that engines can be limited to",
        complaint("neon", InstructionSet.NEON));
    assertEquals(
        "--isa avx2, but this processor has NEON; expected AVX2 or more",
        complaint("avx2", InstructionSet.NEON));
  }

  private static String complaint(String id, InstructionSet own) {
    return assertThrows(IllegalArgumentException.class, () -> Limit.to(id, own)).getMessage();
  }
}
