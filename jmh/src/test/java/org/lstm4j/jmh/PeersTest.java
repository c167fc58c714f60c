package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.LstmEngine;
import org.lstm4j.jmh.machine.InstructionSet;
import org.lstm4j.jmh.machine.Limit;
import org.lstm4j.jmh.machine.Machine;

/**
 * Every engine of the class path computes what the scalar reference computes; the profile {@code
 * peers} adds the peers. Each runs in a process of its own, as in the benchmarks: two of them bring
 * the same native library in different versions.
 */
class PeersTest {

  static Stream<String> lstmEngines() {
    return Engines.lstm().stream().map(LstmEngine::name);
  }

  static Stream<String> gemmEngines() {
    return Engines.gemm().stream().map(GemmEngine::name);
  }

  @ParameterizedTest
  @MethodSource("lstmEngines")
  void sameHiddenStatesAndTraining(String engine) throws Exception {
    check("lstm", engine);
  }

  @ParameterizedTest
  @MethodSource("gemmEngines")
  void sameProducts(String engine) throws Exception {
    check("gemm", engine);
  }

  /** What native libraries print about themselves when they are asked to. */
  private static final Map<String, String> TALKATIVE =
      Map.of("ONEDNN_VERBOSE", "1", "OPENBLAS_VERBOSE", "2");

  /** The peers whose libraries tell which instruction set they use, and what they print. */
  static Stream<Arguments> limitedEngines() {
    Set<String> present =
        Stream.concat(lstmEngines(), gemmEngines()).collect(Collectors.toUnmodifiableSet());
    return Stream.of(
            Arguments.of("lstm", "simd", "lstm4j simd (256 bits)"),
            Arguments.of("lstm", "dnnl", "isa:Intel AVX2\n"),
            Arguments.of("lstm", "libtorch", "isa:Intel AVX2\n"),
            Arguments.of("lstm", "djl", "isa:Intel AVX2\n"),
            Arguments.of("lstm", "dl4j", "Core: Haswell\n"),
            Arguments.of("gemm", "openblas", "Core: Haswell\n"))
        .filter(arguments -> present.contains((String) arguments.get()[1]));
  }

  /** On a machine with less than AVX2 there is nothing to limit, and the command says so. */
  @ParameterizedTest
  @MethodSource("limitedEngines")
  void enginesTakeTheLimit(String kind, String engine, String expected) throws Exception {
    InstructionSet own = Machine.here().own();
    if (own == InstructionSet.AVX512 || own == InstructionSet.AVX2) {
      String printed = check(kind, engine, Limit.to("avx2", own));
      assertTrue(printed.contains(expected), printed);
      assertFalse(printed.contains("AVX-512"), printed);
    } else {
      assertThrows(IllegalArgumentException.class, () -> Limit.to("avx2", own));
    }
  }

  private static void check(String kind, String engine) throws Exception {
    check(kind, engine, Limit.NONE);
  }

  /** What the check prints. */
  private static String check(String kind, String engine, Limit limit) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            EngineCheck.class.getName(),
            kind,
            engine);
    java.command().addAll(1, limit.jvmArguments());
    java.environment().clear();
    java.environment().putAll(limit.applied(System.getenv()));
    java.environment().putAll(TALKATIVE);
    // Not as an argument: ONNX Runtime 1.29 crashes a process with a very long command line.
    java.environment().put("CLASSPATH", classPath);
    Process process = java.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
