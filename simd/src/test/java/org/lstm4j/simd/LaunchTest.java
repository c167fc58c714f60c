package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lstm4j.JavaProgram;

/** Which backend answers a program, by the way in which it is started. */
@Tag("once")
class LaunchTest {
  private static final String PROGRAM =
      """
      void main() {
        IO.println("chosen: " + org.lstm4j.backend.Backends.choose().create(1).description());
      }
      """;

  @TempDir private Path folder;

  /** A resolved module that requires the Vector API brings it along: no flag. */
  @Test
  void onTheModulePathItIsFound() throws Exception {
    String printed =
        JavaProgram.run(folder, PROGRAM, "-p", libraries(), "--add-modules", "org.lstm4j");
    assertTrue(printed.contains("chosen: simd ("), printed);
  }

  @Test
  void onTheClassPathWithTheFlagItIsFound() throws Exception {
    String printed =
        JavaProgram.run(
            folder, PROGRAM, "-cp", libraries(), "--add-modules", "jdk.incubator.vector");
    assertTrue(printed.contains("chosen: simd ("), printed);
  }

  @Test
  void onTheClassPathWithoutTheFlagTheReferenceAnswersAndSaysHow() throws Exception {
    String printed = JavaProgram.run(folder, PROGRAM, "-cp", libraries());
    assertTrue(printed.contains("chosen: scalar"), printed);
    assertTrue(
        printed.contains(
            "backend 'simd' cannot be used: the module jdk.incubator.vector is not there; start"
                + " Java with --add-modules jdk.incubator.vector"),
        printed);
  }

  @Test
  void withoutFusedMultiplyAddTheReferenceAnswers() throws Exception {
    assertRefused("start Java without -XX:-UseFMA", "-XX:-UseFMA");
  }

  @Test
  void withoutTheOptimizingCompilerTheReferenceAnswers() throws Exception {
    assertRefused("the optimizing compiler C2 is off", "-XX:TieredStopAtLevel=1");
  }

  @Test
  void withoutCompiledVectorsTheReferenceAnswers() throws Exception {
    assertRefused(
        "start Java without -XX:-EnableVectorSupport",
        "-XX:+UnlockExperimentalVMOptions",
        "-XX:-EnableVectorSupport");
  }

  @Test
  @EnabledOnOs(
      architectures = {"amd64", "x86_64"},
      disabledReason = "UseAVX is a flag of x86")
  void withoutAvxTheReferenceAnswers() throws Exception {
    assertRefused("start Java without -XX:UseAVX=0", "-XX:UseAVX=0");
  }

  @Test
  void vectorsUnder128BitsAreRefused() throws Exception {
    assertRefused("vectors have 64 bits; expected 128, 256 or 512", "-XX:MaxVectorSize=8");
  }

  /** One sentence with either choice of the backend: a warning, or the end. */
  @ParameterizedTest
  @ValueSource(strings = {"7", "abc"})
  void unknownForcedWidths(String bits) throws Exception {
    String sentence =
        "backend 'simd' cannot be used: lstm4j.simd.bits is '%s'; expected 128, 256 or 512; set one"
            + " of these, or leave it out";
    String forced = "-Dlstm4j.simd.bits=" + bits;
    assertRefused(sentence.formatted(bits), forced);
    String program =
        """
        void main() {
          try {
            IO.println("chosen: " + org.lstm4j.backend.Backends.choose().name());
          } catch (IllegalStateException e) {
            IO.println("refused: " + e.getMessage());
          }
        }
        """;
    String printed = run(program, forced, "-Dlstm4j.backend=simd");
    assertTrue(printed.contains("refused: " + sentence.formatted(bits)), printed);
  }

  private void assertRefused(String sentence, String... flags) throws Exception {
    String printed = run(PROGRAM, flags);
    assertTrue(printed.contains("chosen: scalar"), printed);
    assertTrue(printed.contains(sentence), printed);
    assertFalse(printed.contains("Exception"), printed);
  }

  private String run(String program, String... flags) throws Exception {
    Stream<String> arguments =
        Stream.concat(
            Stream.of(flags), Stream.of("-p", libraries(), "--add-modules", "org.lstm4j"));
    return JavaProgram.run(folder, program, arguments.toArray(String[]::new));
  }

  /** The class path of this test without its own classes and JUnit. */
  private static String libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.contains("fastutil") || isMain(Path.of(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isMain(Path entry) {
    String name = entry.getFileName().toString();
    return name.equals("classes")
        || name.equals("lstm4j-core.jar")
        || name.equals("lstm4j-simd.jar");
  }
}
