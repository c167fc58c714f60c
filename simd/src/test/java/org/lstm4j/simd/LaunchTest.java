package org.lstm4j.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.JavaProgram;

/** Which backend answers a program, by the way in which it is started. */
class LaunchTest {
  private static final String PROGRAM =
      """
      void main() {
        IO.println("chosen: " + org.lstm4j.kernel.Backends.choose().create(1).description());
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
    String printed =
        JavaProgram.run(
            folder, PROGRAM, "-XX:-UseFMA", "-p", libraries(), "--add-modules", "org.lstm4j");
    assertTrue(printed.contains("chosen: scalar"), printed);
    assertTrue(printed.contains("there is no fused multiply-add instruction"), printed);
  }

  @Test
  void withoutTheOptimizingCompilerTheReferenceAnswers() throws Exception {
    String printed =
        JavaProgram.run(
            folder,
            PROGRAM,
            "-XX:TieredStopAtLevel=1",
            "-p",
            libraries(),
            "--add-modules",
            "org.lstm4j");
    assertTrue(printed.contains("chosen: scalar"), printed);
    assertTrue(printed.contains("the optimizing compiler C2 is off"), printed);
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
