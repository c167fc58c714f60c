package org.lstm4j.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lstm4j.jmh.engine.Engines;
import org.lstm4j.jmh.engine.GemmEngine;
import org.lstm4j.jmh.engine.LstmEngine;

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

  private static void check(String kind, String engine) throws Exception {
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
    // Not as an argument: ONNX Runtime 1.29 crashes a process with a very long command line.
    java.environment().put("CLASSPATH", classPath);
    Process process = java.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
  }
}
